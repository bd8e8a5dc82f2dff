package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `resources/subscribe` and `resources/unsubscribe` of the legacy era, over whatever transport.
final class ResourceSubscriptions {
    private ResourceSubscriptions() {}

    /// Watches a resource for as long as the session lives.
    ///
    /// @param life null when the client has no session
    static void subscribe(Request request, Exchange exchange, Handler handler, @Nullable SessionLife life) {
        String uri = request.uri();
        Peer.Session session = exchange.peer().session();
        if (uri == null) {
            exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "\"params.uri\" must be a string"));
        } else if (life == null || session == null) {
            exchange.respond(Response.error(
                    ErrorCode.INVALID_REQUEST,
                    "a subscription needs a session: send the Mcp-Session-Id of initialize"));
        } else {
            LateListening listening = new LateListening();
            if (life.subscribe(uri, listening)) {
                Filter filter = new Filter(false, false, false, Set.of(uri));
                listening.start(handler, filter, exchange.peer(), new Watch(exchange, session, life, uri, filter));
            } else {
                exchange.respond(Response.error(
                        ErrorCode.LIMIT_REACHED,
                        "the session watches too many resources already; unsubscribe some first"));
            }
        }
    }

    /// Stops watching; what was not watched is not missed.
    static void unsubscribe(Request request, Exchange exchange, @Nullable SessionLife life) {
        String uri = request.uri();
        if (uri == null) {
            exchange.respond(Response.error(ErrorCode.INVALID_PARAMS, "\"params.uri\" must be a string"));
            return;
        }
        if (life != null) {
            life.unsubscribe(uri);
        }
        exchange.respond(Response.result("{}"));
    }

    /// Tells a session's client that one resource has changed.
    private record Watch(Exchange exchange, Peer.Session session, SessionLife life, String uri, Filter filter)
            implements Handler.Listener {
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
            life.unsubscribe(uri);
            exchange.respond(Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "the resource " + Json.quote(CallErrors.shortened(uri))
                            + " is not known here and cannot be watched"));
        }
    }
}
