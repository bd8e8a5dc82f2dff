package io.gatehouse.app;

import io.gatehouse.http.Timers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/// Counts refused requests by reason, and writes a line for each: for so many in ten seconds, and one for how many
/// there were besides, so that a flood of them does not become a flood of lines.
final class Refusals {
    static final int MOST_LINES = 20;
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final int MOST_PATH = 200;

    private final Timers timers;
    private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);
    private volatile Consumer<LogEvent> log = event -> {};
    private int lines;
    private int leftOut;
    private boolean counting;

    Refusals(Timers timers) {
        this.timers = timers;
    }

    /// Writes lines there from now on.
    void logTo(Consumer<LogEvent> lines) {
        log = lines;
    }

    /// How many there were.
    long count(Refusal refusal) {
        return counts.get(refusal.ordinal());
    }

    /// Counts one whose line in the log is another's.
    void counted(Refusal refusal) {
        counts.incrementAndGet(refusal.ordinal());
    }

    /// Counts one and writes its line, if there have not been too many.
    ///
    /// @param path without its query, which may hold secrets
    void refused(Refusal refusal, String method, String path, String address) {
        counted(refusal);
        if (admit()) {
            Map<String, String> more = new LinkedHashMap<>();
            more.put("reason", refusal.label());
            more.put("status", String.valueOf(refusal.status()));
            more.put("method", method);
            more.put("path", path.length() > MOST_PATH ? path.substring(0, MOST_PATH) : path);
            more.put("address", address);
            log.accept(new LogEvent(LogLevel.WARN, "refused", "A request was refused. " + refusal.sentence(), more));
        }
    }

    private synchronized boolean admit() {
        if (!counting) {
            counting = true;
            timers.after(PERIOD, this::sumUp);
        }
        if (lines == MOST_LINES) {
            leftOut++;
            return false;
        }
        lines++;
        return true;
    }

    private void sumUp() {
        int missed;
        synchronized (this) {
            missed = leftOut;
            leftOut = 0;
            lines = 0;
            counting = false;
        }
        if (missed > 0) {
            log.accept(new LogEvent(
                    LogLevel.WARN,
                    "refused",
                    missed + " more requests were refused in " + PERIOD.toSeconds()
                            + " seconds; /metrics counts them by reason (gatehouse_refused_requests_total)."));
        }
    }
}
