package io.gatehouse.kit;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Who wants to know of changes.
final class Listeners {
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final int bound;

    /// Compared by identity: the same listener may listen twice.
    private static final class Entry {
        private final Filter filter;
        private final Handler.Listener listener;

        private Entry(Filter filter, Handler.Listener listener) {
            this.filter = filter;
            this.listener = listener;
        }
    }

    Listeners(int bound) {
        this.bound = bound;
    }

    /// Past the bound the listener is told that nothing is honoured and that nothing will come.
    Handler.Listening add(Filter honoured, Handler.Listener listener) {
        if (count.incrementAndGet() > bound) {
            count.decrementAndGet();
            listener.acknowledged(Filter.NOTHING);
            listener.ended();
            return () -> {};
        }
        Entry entry = new Entry(honoured, listener);
        // Whoever changes something after the acknowledgement was seen must find the entry, and wait for its turn.
        synchronized (entry) {
            entries.add(entry);
            listener.acknowledged(honoured);
        }
        return () -> {
            if (entries.remove(entry)) {
                count.decrementAndGet();
            }
        };
    }

    void tell(Notification notification) {
        for (Entry entry : entries) {
            if (entry.filter.passes(notification)) {
                synchronized (entry) {
                    entry.listener.notification(notification);
                }
            }
        }
    }

    void end() {
        for (Entry entry : entries) {
            if (entries.remove(entry)) {
                count.decrementAndGet();
                entry.listener.ended();
            }
        }
    }
}
