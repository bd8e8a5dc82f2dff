package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.kit.LogLevel;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// What clients' requests and notifications lead to, in every revision and over whatever transport, apart from
/// `initialize` and `subscriptions/listen`: some are answered here, the rest is for the handler.
public final class Methods {
    private static final int SHOWN = 80;

    private Methods() {}

    /// Answers one request.
    public static void serve(OpenRequest open, Handler handler) {
        Conversation conversation = open.conversation();
        RpcError refusal = conversation == null ? null : conversation.enter(open);
        if (refusal != null) {
            open.refuse(refusal);
        } else if (open.peer().revision().modern()) {
            modern(open, handler);
        } else {
            legacy(open, handler);
        }
    }

    private static void modern(OpenRequest open, Handler handler) {
        switch (open.request().method()) {
            case Method.DISCOVER ->
                open.attempt(
                        () -> handler.identify(open.peer(), identity -> open.respond(Handshake.discovered(identity))));
            case Method.INITIALIZE,
                    Method.PING,
                    Method.SET_LEVEL,
                    Method.RESOURCES_SUBSCRIBE,
                    Method.RESOURCES_UNSUBSCRIBE,
                    Method.TASKS_RESULT,
                    Method.TASKS_LIST -> open.refuse(unknown(open));
            default -> open.serve(handler);
        }
    }

    private static void legacy(OpenRequest open, Handler handler) {
        switch (open.request().method()) {
            case Method.PING -> open.respond(Response.result("{}"));
            case Method.SET_LEVEL -> open.attempt(() -> setLevel(open, handler));
            case Method.RESOURCES_SUBSCRIBE -> open.attempt(() -> ResourceSubscriptions.subscribe(open, handler));
            case Method.RESOURCES_UNSUBSCRIBE -> ResourceSubscriptions.unsubscribe(open);
            case Method.INITIALIZE -> open.refuse(ErrorCode.INVALID_REQUEST, Batch.INITIALIZE);
            case Method.DISCOVER, Method.LISTEN, Method.TASKS_UPDATE -> open.refuse(unknown(open));
            default -> open.serve(handler);
        }
    }

    /// Takes one notification.
    ///
    /// @param conversation null when there is none
    public static void notification(
            Notification notification, Peer peer, @Nullable Conversation conversation, Handler handler) {
        switch (notification.method()) {
            case Method.INITIALIZED -> {}
            case Method.CANCELLED -> {
                Slice id = cancelled(notification);
                if (conversation != null && id != null) {
                    conversation.cancel(id);
                }
            }
            default -> Conversation.attempt(() -> handler.notification(notification, peer));
        }
    }

    /// The request that `notifications/cancelled` is about.
    static @Nullable Slice cancelled(Notification notification) {
        return notification.params() == null ? null : notification.params().get("requestId");
    }

    private static RpcError unknown(OpenRequest open) {
        return new RpcError(
                ErrorCode.METHOD_NOT_FOUND,
                "There is no method " + shortened(open.request().method()) + " in revision "
                        + open.peer().revision() + ".");
    }

    /// A text of the client, fit for a message.
    public static String shortened(String text) {
        return ShortText.of(text, SHOWN);
    }

    /// The level is kept in the session; a handler that declared logging answers the request.
    private static void setLevel(OpenRequest open, Handler handler) {
        ObjectView params = open.request().params();
        String level = params == null ? null : params.string("level");
        if (level == null || LogLevel.of(level).isEmpty()) {
            open.refuse(
                    ErrorCode.INVALID_PARAMS,
                    "\"params.level\" must be one of the eight syslog levels, debug to emergency");
            return;
        }
        handler.identify(open.peer(), identity -> {
            if (!Views.of(identity.capabilities()).has("logging")) {
                open.refuse(unknown(open));
                return;
            }
            Session session = open.session();
            if (session != null) {
                session.logLevel(level);
            }
            open.serve(handler);
        });
    }
}
