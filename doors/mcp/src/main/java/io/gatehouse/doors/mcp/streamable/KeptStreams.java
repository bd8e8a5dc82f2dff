package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.http.Timers;
import io.gatehouse.http.memory.ByteBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The streams of this process that clients can resume, within bounds: streams of a session, streams in all, and bytes
/// in all, of which one caller gets no more than half of what others leave. Safe for use by several threads.
final class KeptStreams {
    /// Streams of one session.
    private static final int MOST_OF_SESSION = 128;
    /// Bytes of all streams; less in a small heap.
    private static final long MOST_BYTES = 64 << 20;
    private static final int HEAP_SHARE = 16;
    private static final int CALLER_PERCENT = 50;

    private final EventIds ids;
    private final Timers timers;
    private final Duration keepFor;
    private final int most;
    private final ByteBudget memory;
    private final Map<Long, KeptStream> streams = new HashMap<>();
    private final Map<Session, List<KeptStream>> bySession = new HashMap<>();
    private final Set<KeptStream> finished = new LinkedHashSet<>();
    private long numbers;

    /// @param keepFor how long a stream waits for its client, and an answer after its end
    /// @param most streams in all
    KeptStreams(EventIds ids, Timers timers, Duration keepFor, int most) {
        this.ids = ids;
        this.timers = timers;
        this.keepFor = keepFor;
        this.most = most;
        long bytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        this.memory = new ByteBudget(() -> bytes, CALLER_PERCENT);
    }

    EventIds ids() {
        return ids;
    }

    Timers timers() {
        return timers;
    }

    Duration keepFor() {
        return keepFor;
    }

    /// A new stream, or null when there is no room or the client's revision has none that can be resumed. A finished
    /// one makes room for it.
    ///
    /// @param request as event ids name it
    /// @param body bytes that are held until the stream has ended; nobody else counts them once its first
    ///     connection is gone
    @Nullable
    KeptStream open(StreamOwner owner, String request, KeptStream.Source source, int body) {
        if (!owner.resumes() || !hold(owner, body)) {
            return null;
        }
        KeptStream surplus;
        KeptStream stream;
        synchronized (this) {
            List<KeptStream> own = bySession.getOrDefault(owner.session(), List.of());
            boolean full = own.size() >= MOST_OF_SESSION;
            surplus = null;
            if (full || streams.size() >= most) {
                surplus = full ? firstFinished(own) : firstFinished(finished);
                if (surplus == null) {
                    give(owner, body);
                    return null;
                }
                forget(surplus);
            }
            numbers++;
            stream = new KeptStream(this, numbers, owner, request, source, body);
            streams.put(numbers, stream);
            bySession
                    .computeIfAbsent(owner.session(), session -> new ArrayList<>(2))
                    .add(stream);
        }
        if (surplus != null) {
            surplus.drop();
        }
        return stream;
    }

    private @Nullable KeptStream firstFinished(Iterable<KeptStream> candidates) {
        for (KeptStream stream : candidates) {
            if (finished.contains(stream)) {
                return stream;
            }
        }
        return null;
    }

    /// The stream of an event, or null when it is not here any more.
    synchronized @Nullable KeptStream find(EventId id, StreamOwner owner) {
        KeptStream stream = id.replica().equals(ids.replica()) ? streams.get(id.stream()) : null;
        return stream != null && stream.owner().session() == owner.session() ? stream : null;
    }

    /// A stream has ended, and is the first to make room for others.
    synchronized void finished(KeptStream stream) {
        if (streams.containsKey(stream.number())) {
            finished.add(stream);
        }
    }

    synchronized void forget(KeptStream stream) {
        streams.remove(stream.number());
        finished.remove(stream);
        Session session = stream.owner().session();
        List<KeptStream> own = bySession.get(session);
        if (own != null) {
            own.remove(stream);
            if (own.isEmpty()) {
                bySession.remove(session);
            }
        }
    }

    /// A session has ended: nothing of it can be resumed.
    void end(Session session) {
        List<KeptStream> own;
        synchronized (this) {
            own = List.copyOf(bySession.getOrDefault(session, List.of()));
            own.forEach(this::forget);
        }
        own.forEach(KeptStream::drop);
    }

    /// Takes room for something of a stream; false when there is none.
    boolean hold(StreamOwner owner, int size) {
        return size == 0 || memory.take(owner.caller().id().text(), size);
    }

    void give(StreamOwner owner, int size) {
        memory.give(owner.caller().id().text(), size);
    }

    /// How many there are.
    synchronized int size() {
        return streams.size();
    }

    /// Bytes of events and requests that are held.
    long bytes() {
        return memory.used();
    }
}
