package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import java.util.ArrayDeque;
import java.util.Queue;

/// Keeps what there is to tell a subscriber until the subscription is acknowledged (2026-07-28, subscriptions: the
/// acknowledgement comes first). The servers of a subscription begin to tell at different times.
final class AcknowledgedFirst implements Handler.Listener {
    /// No server takes longer than a few seconds. What is dropped is the oldest.
    private static final int MOST_KEPT = 1_000;

    private final Handler.Listener listener;
    private final Queue<Notification> kept = new ArrayDeque<>();
    private boolean acknowledged;
    private boolean ended;

    AcknowledgedFirst(Handler.Listener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void acknowledged(Filter honoured) {
        acknowledged = true;
        listener.acknowledged(honoured);
        kept.forEach(listener::notification);
        kept.clear();
        if (ended) {
            listener.ended();
        }
    }

    @Override
    public synchronized void notification(Notification notification) {
        if (acknowledged) {
            listener.notification(notification);
            return;
        }
        if (kept.size() == MOST_KEPT) {
            kept.remove();
        }
        kept.add(notification);
    }

    @Override
    public synchronized void ended() {
        ended = true;
        if (acknowledged) {
            listener.ended();
        }
    }
}
