package io.gatehouse.upstream.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a call may still take: some time without progress, and a time in all.
public final class Deadline {
    private final @Nullable Duration timeout;
    private final long limitNanos;
    private final long started = System.nanoTime();
    private volatile long progressed = started;

    /// @param timeout null when the call may take for ever
    public Deadline(@Nullable Duration timeout, Duration limit) {
        this.timeout = timeout;
        this.limitNanos = limit.toNanos();
    }

    /// The call makes progress.
    public void progress() {
        progressed = System.nanoTime();
    }

    /// The time left, zero when it is up, null when there is no end.
    @Nullable
    public Duration left() {
        Duration silent = timeout;
        if (silent == null) {
            return null;
        }
        long now = System.nanoTime();
        long left = Math.min(progressed + silent.toNanos() - now, started + limitNanos - now);
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /// What is said once the time is up: which time it was, and its setting.
    public String passed() {
        Duration silent = timeout;
        if (silent == null || System.nanoTime() - started >= limitNanos) {
            return "no answer within " + text(Duration.ofNanos(limitNanos)) + " (`call-limit`)";
        }
        return "no answer and no progress within " + text(silent) + " (`call-timeout`)";
    }

    private static String text(Duration time) {
        return time.toMillisPart() > 0 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
