package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.reading.ServerReader;
import io.gatehouse.upstream.reading.ServerText;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Small edits of messages between a server and the gateway.
public final class Messages {
    /// Transports bound the size before.
    public static final MessageReader READER =
            new MessageReader(new Limits(Integer.MAX_VALUE, ServerSettings.MOST_DEPTH));

    private Messages() {}

    /// A progress notification with the token that the client sent in place of ours; other notifications
    /// as they are; null for progress that nobody asked for or that belongs to another request.
    static @Nullable Notification withToken(Notification notification, Slice ours, Request request) {
        if (!notification.method().equals(Method.PROGRESS)) {
            return notification;
        }
        Slice theirs = request.progressToken();
        Slice token =
                notification.params() == null ? null : notification.params().get(Meta.PROGRESS_TOKEN);
        if (theirs == null || token == null || !ServerReader.same(ours, token)) {
            return null;
        }
        return Notification.of(
                new Splice(notification.body()).replace(token, theirs).toBytes());
    }

    /// Whether bytes begin as an object or an array, after a byte-order mark too.
    public static boolean looksLikeJson(byte[] body) {
        for (int at = ServerText.afterMark(body, 0, body.length); at < body.length; at++) {
            byte b = body[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    /// A response under the id of the server's request.
    static Message answer(Response response, Request asked) {
        try {
            return READER.read(Slice.of(response.withId(asked.id())));
        } catch (MalformedMessageException tooLarge) {
            return answer(Response.error(tooLarge.error()), asked);
        }
    }

    /// The notification that nobody waits for a request any more.
    static Notification cancelled(Slice id, String reason) {
        return Notification.of(
                Method.CANCELLED, "{\"requestId\":" + id.text() + ",\"reason\":" + Json.quote(reason) + "}");
    }

    /// A notification of a subscription without the subscription's id, which is ours.
    static Notification withoutSubscription(Notification notification) {
        ObjectView params = notification.params();
        ObjectView meta = params == null ? null : params.object("_meta");
        if (params == null || meta == null || !meta.has(Meta.SUBSCRIPTION_ID)) {
            return notification;
        }
        Splice splice = new Splice(notification.body());
        if (meta.size() == 1) {
            splice.change(params, Collections.singletonMap("_meta", null));
        } else {
            splice.change(meta, Collections.singletonMap(Meta.SUBSCRIPTION_ID, null));
        }
        return Notification.of(splice.toBytes());
    }
}
