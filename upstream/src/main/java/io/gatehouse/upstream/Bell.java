package io.gatehouse.upstream;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Wakes the thread that looks after a server, and says why. Rings that come before it looks are not lost.
final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean refresh;
    private boolean outdated;
    private boolean suspect;
    private boolean calls;
    private boolean closed;
    private @Nullable String lost;

    /// What was rung for since the last look.
    ///
    /// @param refresh somebody asks for a new attempt
    /// @param outdated the lists may have changed
    /// @param suspect a call found the server out of reach, or broke off
    /// @param calls calls to the server fail now, or do so no more
    /// @param lost what ended the connection, or null
    /// @param closed it is over
    record Rings(
            boolean refresh,
            boolean outdated,
            boolean suspect,
            boolean calls,
            @Nullable String lost,
            boolean closed) {
        boolean any() {
            return refresh || outdated || suspect || calls || lost != null || closed;
        }
    }

    void refresh() {
        ring(() -> refresh = true);
    }

    void outdated() {
        ring(() -> outdated = true);
    }

    void suspect() {
        ring(() -> suspect = true);
    }

    void calls() {
        ring(() -> calls = true);
    }

    void lost(String problem) {
        ring(() -> lost = problem);
    }

    void close() {
        ring(() -> closed = true);
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets what was said of a connection that is no more.
    void newConnection() {
        ring(() -> {
            lost = null;
            suspect = false;
            calls = false;
            outdated = false;
            refresh = false;
        });
    }

    /// Waits for a ring, at most for some time; null waits for ever.
    Rings await(@Nullable Duration patience) {
        lock.lock();
        try {
            long left = patience == null ? Long.MAX_VALUE : patience.toNanos();
            while (!refresh && !outdated && !suspect && !calls && !closed && lost == null && left > 0) {
                if (patience == null) {
                    rung.await();
                } else {
                    left = rung.awaitNanos(left);
                }
            }
            Rings rings = new Rings(refresh, outdated, suspect, calls, lost, closed);
            refresh = false;
            outdated = false;
            suspect = false;
            calls = false;
            lost = null;
            return rings;
        } catch (InterruptedException interrupted) {
            closed = true;
            return new Rings(false, false, false, false, null, true);
        } finally {
            lock.unlock();
        }
    }

    /// Lets a burst of changes pass: waits some time, but not when the connection is lost or closed.
    void settle(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closed && lost == null) {
                left = rung.awaitNanos(left);
            }
            outdated = false;
        } catch (InterruptedException interrupted) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void ring(Runnable change) {
        lock.lock();
        try {
            change.run();
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
