package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import org.jspecify.annotations.Nullable;

/// Progress of a call that goes on in a later request than it began with.
final class RoundProgress {
    private RoundProgress() {}

    /// A notification with the progress token of this request; null when it is progress and the request wants none.
    static @Nullable Notification in(Request request, Notification notification) {
        ObjectView params = notification.params();
        Slice token = params == null ? null : params.get(Meta.PROGRESS_TOKEN);
        Slice own = request.progressToken();
        if (token == null || token.equals(own)) {
            return notification;
        }
        return own == null
                ? null
                : Notification.of(
                        new Splice(notification.body()).replace(token, own).toBytes());
    }
}
