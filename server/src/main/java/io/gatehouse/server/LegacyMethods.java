package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The requests and notifications of the legacy era, apart from `initialize`, whatever transport they came by.
final class LegacyMethods {
    private static final Set<String> LEVELS =
            Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LegacyMethods() {}

    /// Answers one request.
    static void serve(OpenRequest open, Handler handler) {
        LiveSession session = (LiveSession) open.peer().session();
        if (session != null && !session.enter(open)) {
            open.respond(Response.error(
                    ErrorCode.LIMIT_REACHED, "the session has too many running requests; wait for some to end"));
            return;
        }
        Request request = open.request();
        switch (request.method()) {
            case Method.PING -> open.respond(Response.result("{}"));
            case Method.SET_LEVEL -> open.attempt(() -> setLevel(open, session, handler));
            case Method.RESOURCES_SUBSCRIBE ->
                open.attempt(() -> ResourceSubscriptions.subscribe(request, open, handler, life(session)));
            case Method.RESOURCES_UNSUBSCRIBE -> ResourceSubscriptions.unsubscribe(request, open, life(session));
            case Method.INITIALIZE ->
                open.respond(Response.error(
                        ErrorCode.INVALID_REQUEST, "\"initialize\" must be the only message of its HTTP request"));
            case Method.DISCOVER, Method.LISTEN -> open.respond(unknown(request));
            default -> open.serve(handler);
        }
    }

    /// Takes one notification.
    static void notification(Notification notification, Peer peer, Handler handler) {
        switch (notification.method()) {
            case Method.INITIALIZED -> {}
            case Method.CANCELLED -> cancel(notification, (LiveSession) peer.session());
            default -> Sessions.attempt(() -> handler.notification(notification, peer));
        }
    }

    private static void cancel(Notification notification, @Nullable LiveSession session) {
        Slice id = notification.params() == null ? null : notification.params().get("requestId");
        if (session != null && id != null) {
            session.cancel(id);
        }
    }

    static Response unknown(Request request) {
        return Response.error(new RpcError(
                ErrorCode.METHOD_NOT_FOUND, "there is no method " + shortened(request.method()) + " in this revision"));
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /// The level is kept in the session; a handler that declared logging answers the request.
    private static void setLevel(OpenRequest open, @Nullable LiveSession session, Handler handler) {
        String level =
                open.request().params() == null ? null : open.request().params().string("level");
        if (level == null || !LEVELS.contains(level)) {
            open.respond(Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "\"params.level\" must be one of the eight syslog levels, debug to emergency"));
            return;
        }
        handler.identify(open.peer(), identity -> {
            if (!Views.of(identity.capabilities()).has("logging")) {
                open.respond(unknown(open.request()));
                return;
            }
            if (session != null) {
                session.logLevel(level);
            }
            open.serve(handler);
        });
    }

    private static @Nullable SessionLife life(@Nullable LiveSession session) {
        return session == null ? null : session.life();
    }
}
