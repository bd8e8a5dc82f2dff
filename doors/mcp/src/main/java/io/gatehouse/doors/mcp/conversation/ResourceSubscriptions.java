package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import java.util.Set;

/// `resources/subscribe` and `resources/unsubscribe` of the legacy era, over whatever transport.
final class ResourceSubscriptions {
    private static final String NO_URI = "\"params.uri\" must be a string";

    private ResourceSubscriptions() {}

    /// Watches a resource for as long as the session lives.
    static void subscribe(OpenRequest open, Handler handler) {
        String uri = open.request().uri();
        Session session = open.session();
        if (uri == null) {
            open.refuse(ErrorCode.INVALID_PARAMS, NO_URI);
        } else if (session == null) {
            open.refuse(
                    ErrorCode.INVALID_REQUEST,
                    "A subscription needs a session. Send the Mcp-Session-Id from initialize.");
        } else {
            LateListening listening = new LateListening();
            if (session.subscribe(uri, listening)) {
                Filter filter = new Filter(false, false, false, Set.of(uri));
                listening.start(handler, filter, open.peer(), new Watch(open, session, uri, filter));
            } else {
                open.refuse(
                        ErrorCode.LIMIT_REACHED,
                        "The session has too many subscriptions. Unsubscribe from some first.");
            }
        }
    }

    /// Stops watching; what was not watched is not missed.
    static void unsubscribe(OpenRequest open) {
        String uri = open.request().uri();
        Session session = open.session();
        if (uri == null) {
            open.refuse(ErrorCode.INVALID_PARAMS, NO_URI);
            return;
        }
        if (session != null) {
            session.unsubscribe(uri);
        }
        open.respond(Response.result("{}"));
    }

    /// Tells a session's client that one resource has changed.
    private record Watch(OpenRequest open, Session session, String uri, Filter filter) implements Handler.Listener {
        @Override
        public void acknowledged(Filter honoured) {
            if (honoured.uris().contains(uri)) {
                open.respond(Response.result("{}"));
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
            open.refuse(
                    ErrorCode.INVALID_PARAMS,
                    "The resource " + Json.quote(Methods.shortened(uri))
                            + " is unknown, so there is no subscription to it.");
        }
    }
}
