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
import org.jspecify.annotations.Nullable;

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
            case Method.RESOURCES_SUBSCRIBE ->
                ResourceSubscriptions.subscribe(exchange.request(), exchange, connection.handler(), life(exchange));
            case Method.RESOURCES_UNSUBSCRIBE ->
                ResourceSubscriptions.unsubscribe(exchange.request(), exchange, life(exchange));
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

    private static @Nullable SessionLife life(StdioExchange exchange) {
        return exchange.peer().session() instanceof StdioSession session ? session.life() : null;
    }

    private static void unknown(StdioExchange exchange) {
        Request request = exchange.request();
        exchange.respond(Response.error(
                ErrorCode.METHOD_NOT_FOUND,
                "there is no method " + CallErrors.shortened(request.method()) + " in revision "
                        + exchange.peer().revision()));
    }
}
