package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.util.Set;

/// What the transport itself answers to clients over stdio; everything else goes to the handler.
final class StdioMethods {
    private StdioMethods() {}

    static void serve(StdioExchange exchange, StdioConnection connection) {
        if (exchange.peer().revision().modern()) {
            modern(exchange, connection);
        } else {
            legacy(exchange, connection);
        }
    }

    private static void modern(StdioExchange exchange, StdioConnection connection) {
        switch (exchange.request().method()) {
            case Method.DISCOVER ->
                connection
                        .handler()
                        .identify(exchange.peer(), identity -> exchange.respond(Handshake.discovered(identity)));
            case Method.LISTEN -> StdioListen.start(exchange, connection);
            case Method.INITIALIZE,
                    Method.PING,
                    Method.SET_LEVEL,
                    Method.RESOURCES_SUBSCRIBE,
                    Method.RESOURCES_UNSUBSCRIBE -> unknown(exchange);
            default -> connection.handler().request(exchange.request(), exchange);
        }
    }

    private static void legacy(StdioExchange exchange, StdioConnection connection) {
        switch (exchange.request().method()) {
            case Method.INITIALIZE -> initialize(exchange, connection);
            case Method.PING -> exchange.respond(Response.result("{}"));
            case Method.SET_LEVEL -> setLevel(exchange, connection);
            case Method.RESOURCES_SUBSCRIBE -> subscribe(exchange, connection);
            case Method.RESOURCES_UNSUBSCRIBE -> unsubscribe(exchange);
            case Method.DISCOVER, Method.LISTEN -> unknown(exchange);
            default -> connection.handler().request(exchange.request(), exchange);
        }
    }

    /// Tells a legacy client which lists change, from when it says that it is ready.
    static void listenToLists(Peer peer, StdioConnection connection) {
        if (!(peer.session() instanceof StdioSession session) || !session.ready()) {
            return;
        }
        session.lists().start(connection.handler(), Filter.LISTS, peer, new Handler.Listener() {
            @Override
            public void acknowledged(Filter honoured) {
                // A legacy client is not told.
            }

            @Override
            public void notification(Notification notification) {
                if (Filter.LISTS.passes(notification)) {
                    session.notify(notification);
                }
            }

            @Override
            public void ended() {
                // The connection stays for what else the server may send.
            }
        });
    }

    private static void initialize(StdioExchange exchange, StdioConnection connection) {
        ObjectView params = exchange.request().params();
        String requested = params == null ? null : params.string("protocolVersion");
        if (params == null || requested == null) {
            exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "params.protocolVersion must be a string"));
            return;
        }
        StdioSettings settings = connection.settings();
        Revision revision = Revision.of(requested)
                .filter(known -> !known.modern())
                .filter(settings.revisions()::contains)
                .orElseGet(() -> Revision.newestFirst().stream()
                        .filter(known -> !known.modern())
                        .filter(settings.revisions()::contains)
                        .findFirst()
                        .orElse(Revision.NEWEST_LEGACY));
        StdioSession session = new StdioSession(connection.asks(), connection::send, settings.maxSubscriptions());
        Peer peer = new Peer(
                revision, params.object("capabilities"), params.object("clientInfo"), settings.caller(), session);
        session.peer(peer);
        connection.initialized(peer);
        connection.handler().identify(peer, identity -> exchange.respond(Handshake.initialized(identity, revision)));
    }

    private static void setLevel(StdioExchange exchange, StdioConnection connection) {
        ObjectView params = exchange.request().params();
        String level = params == null ? null : params.string("level");
        if (level == null || LogLevel.of(level).isEmpty()) {
            exchange.respond(Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "params.level must be one of the eight syslog levels, debug to emergency"));
            return;
        }
        connection.handler().identify(exchange.peer(), identity -> {
            if (!Views.of(identity.capabilities()).has("logging")) {
                unknown(exchange);
                return;
            }
            if (exchange.peer().session() instanceof StdioSession session) {
                session.logLevel(level);
            }
            connection.handler().request(exchange.request(), exchange);
        });
    }

    private static void subscribe(StdioExchange exchange, StdioConnection connection) {
        String uri = exchange.request().uri();
        if (uri == null || !(exchange.peer().session() instanceof StdioSession session)) {
            exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "params.uri must be a string"));
            return;
        }
        LateListening listening = new LateListening();
        if (!session.subscribe(uri, listening)) {
            exchange.respond(Response.error(
                    ErrorCode.LIMIT_REACHED, "the client watches too many resources already; unsubscribe some first"));
            return;
        }
        Filter filter = new Filter(false, false, false, Set.of(uri));
        listening.start(connection.handler(), filter, exchange.peer(), new Handler.Listener() {
            @Override
            public void acknowledged(Filter honoured) {
                if (honoured.uris().contains(uri)) {
                    exchange.respond(Response.result("{}"));
                } else {
                    ended();
                }
            }

            @Override
            public void notification(Notification notification) {
                if (filter.passes(notification)) {
                    session.notify(notification);
                }
            }

            @Override
            public void ended() {
                session.unsubscribe(uri);
                exchange.respond(Response.error(
                        ErrorCode.INVALID_PARAMS,
                        "the resource " + CallErrors.shortened(uri) + " is not known here and cannot be watched"));
            }
        });
    }

    private static void unsubscribe(StdioExchange exchange) {
        String uri = exchange.request().uri();
        if (uri == null) {
            exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "params.uri must be a string"));
            return;
        }
        if (exchange.peer().session() instanceof StdioSession session) {
            session.unsubscribe(uri);
        }
        exchange.respond(Response.result("{}"));
    }

    private static void unknown(StdioExchange exchange) {
        Request request = exchange.request();
        exchange.respond(Response.error(
                ErrorCode.METHOD_NOT_FOUND,
                "there is no method " + CallErrors.shortened(request.method()) + " in revision "
                        + exchange.peer().revision()));
    }
}
