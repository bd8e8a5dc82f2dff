package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Backoff;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A relayed `subscriptions/listen`, which the relay opens again under the same id where the client has not ended it.
final class RelayListening {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration MOST_WAIT = Duration.ofSeconds(30);

    private final Slice id;
    private final Backoff backoff = new Backoff(FIRST_WAIT, MOST_WAIT);
    private volatile boolean acknowledged;

    /// @param id of the request
    RelayListening(Slice id) {
        this.id = id;
    }

    /// Whether the client knows that it is open.
    boolean acknowledged() {
        return acknowledged;
    }

    /// Opens it again after a while.
    void again(Timers timers, Runnable open) {
        timers.after(backoff.next(), open);
    }

    /// What the client gets in place of an acknowledgement that it has had before: it may have missed something. Null
    /// when the message is for the client as it is.
    @Nullable
    List<Notification> instead(Message message) {
        if (!(message instanceof Notification notification)
                || !notification.method().equals(Method.ACKNOWLEDGED)) {
            backoff.reset();
            return null;
        }
        if (!acknowledged) {
            acknowledged = true;
            return null;
        }
        ObjectView params = notification.params();
        ObjectView honoured = params == null ? null : params.object("notifications");
        return honoured == null ? List.of() : notices(honoured);
    }

    private List<Notification> notices(ObjectView honoured) {
        List<Notification> notices = new ArrayList<>();
        changed(notices, honoured.isTrue("toolsListChanged"), Method.TOOLS_CHANGED);
        changed(notices, honoured.isTrue("promptsListChanged"), Method.PROMPTS_CHANGED);
        changed(notices, honoured.isTrue("resourcesListChanged"), Method.RESOURCES_CHANGED);
        Slice uris = honoured.get("resourceSubscriptions");
        try {
            for (Slice uri : uris == null ? List.<Slice>of() : Json.elements(uris)) {
                notices.add(Notification.of(
                        Method.RESOURCE_UPDATED, "{\"uri\":" + uri.text() + ",\"_meta\":" + tag() + "}"));
            }
        } catch (MalformedJsonException noArray) {
            // Nothing is watched.
        }
        return notices;
    }

    private void changed(List<Notification> notices, boolean heard, String method) {
        if (heard) {
            notices.add(Notification.of(method, "{\"_meta\":" + tag() + "}"));
        }
    }

    private String tag() {
        return "{\"" + Meta.SUBSCRIPTION_ID + "\":" + id.text() + "}";
    }
}
