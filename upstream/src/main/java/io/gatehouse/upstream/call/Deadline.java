package io.gatehouse.upstream.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a call may still take: some time without progress, and a time in all.
public final class Deadline {
    private static final Duration HELD = Duration.ofDays(1);

    private final @Nullable Duration timeout;
    private final long limitNanos;
    private long started = System.nanoTime();
    private long progressed = started;
    private int holds;
    private long heldAt;

    /// @param timeout null when the call may take for ever
    public Deadline(@Nullable Duration timeout, Duration limit) {
        this.timeout = timeout;
        this.limitNanos = limit.toNanos();
    }

    /// The call makes progress.
    public synchronized void progress() {
        progressed = System.nanoTime();
    }

    /// Stands still until it is released as often as it was held.
    public synchronized void hold() {
        if (holds++ == 0) {
            heldAt = System.nanoTime();
        }
    }

    /// Goes on after [#hold()], with the time that was left then.
    public synchronized void release() {
        if (holds > 0 && --holds == 0) {
            long stood = System.nanoTime() - heldAt;
            started += stood;
            progressed += stood;
        }
    }

    /// The time left, zero when it is up, null when there is no end. While it stands still this is a day, for
    /// transports that need an end.
    public synchronized @Nullable Duration left() {
        Duration silent = timeout;
        if (silent == null) {
            return null;
        }
        if (holds > 0) {
            return HELD;
        }
        long now = System.nanoTime();
        long left = Math.min(progressed + silent.toNanos() - now, started + limitNanos - now);
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /// What is said once the time is up: which time it was, and its setting.
    public synchronized String passed() {
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
