package io.gatehouse.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Whether a program ends so often while it starts that starting it again is of no use; the [Supervisor] then gives it
/// up. For one thread.
final class CrashLoop {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final int limit;
    private final Deque<Long> exits = new ArrayDeque<>();

    /// @param limit how many exits within a minute are a crash loop, at least 1
    CrashLoop(int limit) {
        this.limit = limit;
    }

    /// It has ended once more. When that makes a crash loop, counting begins again.
    ///
    /// @return whether it is a crash loop
    boolean exited() {
        long now = System.nanoTime();
        exits.addLast(now);
        while (now - exits.getFirst() > WINDOW.toNanos()) {
            exits.removeFirst();
        }
        if (exits.size() < limit) {
            return false;
        }
        exits.clear();
        return true;
    }

    /// What makes a crash loop: `5 times within 60 s`.
    String times() {
        return (limit == 1 ? "once" : limit + " times") + " within " + WINDOW.toSeconds() + " s";
    }
}
