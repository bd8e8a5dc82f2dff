package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.ListenStream;
import io.gatehouse.upstream.transport.ServerRequests;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who hears of the states of tasks of one server, on the shared connection: for each subscription of a client one
/// stream, since no two of them watch the same tasks (tasks extension, notifications).
final class TaskWatches {
    private final RetryBounds retries;
    private final Timers timers;
    private final Set<Watch> all = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Connection connection;

    TaskWatches(RetryBounds retries, Timers timers) {
        this.retries = retries;
        this.timers = timers;
    }

    /// Sets everything up on a new connection.
    void attach(Connection fresh) {
        connection = fresh;
        all.forEach(watch -> watch.open(fresh));
    }

    /// There is no connection now.
    void detach() {
        connection = null;
        all.forEach(Watch::interrupt);
    }

    /// [Upstream#watchTasks].
    Handler.Listening add(Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener) {
        Watch watch = new Watch(tasks, honoured, listener);
        all.add(watch);
        Connection current = connection;
        if (current != null) {
            watch.open(current);
        }
        // A client must not wait for its acknowledgement as long as a server is away.
        timers.after(Outgoing.CONTROL_TIMEOUT, () -> watch.honoured(tasks));
        return () -> {
            if (all.remove(watch)) {
                watch.interrupt();
            }
        };
    }

    private final class Watch implements ConnectionEvents {
        private final Set<String> tasks;
        private final Consumer<Set<String>> honoured;
        private final Consumer<Notification> listener;
        private final AtomicBoolean told = new AtomicBoolean();
        private @Nullable Connection over;
        private @Nullable ListenStream stream;

        Watch(Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener) {
            this.tasks = Set.copyOf(tasks);
            this.honoured = honoured;
            this.listener = listener;
        }

        /// Listens over a connection, unless it does so already.
        void open(Connection fresh) {
            if (!fresh.facts().revision().modern()) {
                honoured(Set.of());
                return;
            }
            ListenStream next;
            synchronized (this) {
                if (over == fresh || !all.contains(this)) {
                    return;
                }
                over = fresh;
                close(stream);
                next = new ListenStream(fresh, this, timers, retries, Filter.tasks(tasks));
                stream = next;
            }
            next.acknowledged().thenAccept(filter -> honoured(filter.tasks()));
            next.open();
        }

        synchronized void interrupt() {
            close(stream);
            stream = null;
            over = null;
        }

        private static void close(@Nullable ListenStream stream) {
            if (stream != null) {
                stream.close();
            }
        }

        void honoured(Set<String> taken) {
            if (told.compareAndSet(false, true)) {
                Set<String> common = new HashSet<>(tasks);
                common.retainAll(taken);
                honoured.accept(common);
            }
        }

        @Override
        public void notification(Notification notification, List<Replies> running) {
            if (notification.method().equals(Method.TASK_CHANGED)) {
                listener.accept(notification);
            }
        }

        @Override
        public void asked(Request request, Consumer<Response> answer, List<Replies> running) {
            answer.accept(ServerRequests.refusal(request));
        }

        /// What was missed in between, clients find out when they ask next.
        @Override
        public void outdated() {}

        @Override
        public void renewed() {}

        @Override
        public void suspect() {}

        @Override
        public void warned(ServerWarning warning) {}

        @Override
        public void lost(String problem) {}
    }
}
