package io.gatehouse.http.client;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.LoopTimers;
import io.gatehouse.http.loop.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadlines of one call. A single timer stands at the earliest; when it fires early for the others it is set
/// again.
final class CallDeadlines {

    /// Hears which deadline has passed.
    interface Passed {
        void passed(HttpFailure.Kind kind, String reason);
    }

    private static final long NONE = Long.MAX_VALUE;

    private final Timeout timer;
    private final Passed passed;
    private final long connectNanos;
    private final long firstByteNanos;
    private long totalNanos;
    private final long origin = System.nanoTime();
    private long connectAt = NONE;
    private long firstByteAt = NONE;
    private long totalAt = NONE;
    private long timerAt = NONE;
    private boolean stopped;

    CallDeadlines(Loop loop, ClientSettings settings, Deadlines deadlines, Passed passed) {
        this.passed = passed;
        long connect = nanos(deadlines.connect());
        connectNanos = connect == NONE ? LoopTimers.nanos(settings.connectTimeout()) : connect;
        firstByteNanos = nanos(deadlines.firstByte());
        totalNanos = nanos(deadlines.total());
        timer = new Timeout(loop, this::check, 0);
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null || duration.isZero() || duration.isNegative() ? NONE : LoopTimers.nanos(duration);
    }

    void begin() {
        connectAt = after(connectNanos);
        totalAt = after(totalNanos);
    }

    /// The call has to wait for a connection: only then is the connect deadline worth a timer.
    void waiting() {
        arm();
    }

    void sent() {
        connectAt = NONE;
        firstByteAt = after(firstByteNanos);
        arm();
    }

    void head() {
        firstByteAt = NONE;
    }

    void extend(Duration total) {
        totalNanos = nanos(total);
        totalAt = after(totalNanos);
        arm();
    }

    /// What is left of the total; null when it is not limited.
    @Nullable
    Duration left() {
        return totalAt == NONE ? null : Duration.ofNanos(Math.max(1, totalAt - (System.nanoTime() - origin)));
    }

    void stop() {
        stopped = true;
        Timeout.stop(timer);
        timerAt = NONE;
    }

    private long after(long nanos) {
        return nanos == NONE ? NONE : System.nanoTime() - origin + Math.min(nanos, NONE >> 1);
    }

    private void arm() {
        long earliest = Math.min(connectAt, Math.min(firstByteAt, totalAt));
        if (!stopped && earliest < timerAt) {
            Timeout.stop(timer);
            timerAt = earliest;
            timer.start(earliest - (System.nanoTime() - origin));
        }
    }

    private void check() {
        timerAt = NONE;
        long now = System.nanoTime() - origin;
        if (now >= totalAt) {
            passed.passed(HttpFailure.Kind.TOTAL_TIMEOUT, "no complete response within " + text(totalNanos));
        } else if (now >= connectAt) {
            passed.passed(HttpFailure.Kind.CONNECT_TIMEOUT, "no connection within " + text(connectNanos));
        } else if (now >= firstByteAt) {
            passed.passed(HttpFailure.Kind.FIRST_BYTE_TIMEOUT, "no response within " + text(firstByteNanos));
        } else {
            arm();
        }
    }

    private static String text(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }
}
