package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.RefusalObserver;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ShortText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Counts refused requests by reason, and writes a line for each: for so many in ten seconds, and one for how many
/// there were besides, so that a flood of them does not become a flood of lines.
public final class RefusalLog implements RefusalObserver {
    /// How many refusals get a line of their own in ten seconds.
    public static final int MOST_LINES = 20;
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final int MOST_PATH = 200;

    private final Timers timers;
    private final AtomicLongArray counts = new AtomicLongArray(RefusalKind.values().length);
    private volatile Consumer<LogEvent> log = event -> {};
    private int lines;
    private int leftOut;
    private boolean counting;

    /// @param timers tell when the ten seconds are over
    public RefusalLog(Timers timers) {
        this.timers = timers;
    }

    /// Writes lines there from now on.
    public void logTo(Consumer<LogEvent> lines) {
        log = lines;
    }

    /// How many there were.
    long count(RefusalKind refusal) {
        return counts.get(refusal.ordinal());
    }

    /// Counts one whose line in the log is another's.
    public void counted(RefusalKind refusal) {
        counts.incrementAndGet(refusal.ordinal());
    }

    /// Counts one and writes its line, if there have not been too many.
    @Override
    public void refused(HttpExchange request, Caller caller, int status, @Nullable Refusal refusal) {
        RefusalKind kind = RefusalKind.of(status);
        if (kind != null) {
            refused(kind, refusal, request, caller);
        }
    }

    /// Why, and what to do where something can be done.
    private static String why(RefusalKind kind, HttpExchange request, @Nullable Refusal refusal) {
        if (refusal instanceof Refusal.Contradictory contradictory) {
            return contradictory.reason() + " " + contradictory.remedy();
        }
        String told = request.reason();
        if (kind == RefusalKind.BAD_REQUEST && told != null) {
            return ServerReport.sentence(told);
        }
        return switch (refusal) {
            case Refusal.Foreign foreign -> foreign.reason() + " " + foreign.remedy();
            case Refusal.Forbidden forbidden -> forbidden.remedy();
            case Refusal.Unauthenticated unknown
            when unknown.token() -> (unknown.reason() + " " + unknown.detail()).strip();
            case Refusal.Unauthenticated unknown when unknown.shown() -> "It came with a key that is not valid.";
            case Refusal.Unauthenticated nobody -> "It came without a key.";
            case null, default -> kind.sentence();
        };
    }

    /// What the log calls it: a missing and a wrong credential are told apart.
    private static String label(RefusalKind kind, @Nullable Refusal refusal) {
        if (refusal instanceof Refusal.Unauthenticated unknown) {
            if (unknown.token()) {
                return "invalid_token";
            }
            return unknown.shown() ? "unknown_key" : "no_key";
        }
        return kind.label();
    }

    private void refused(RefusalKind kind, @Nullable Refusal refusal, HttpExchange request, Caller caller) {
        counted(kind);
        if (admit()) {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("reason", label(kind, refusal));
            more.put("status", kind.status());
            more.put("method", request.method());
            // Without its query, which may hold secrets.
            String path = request.path();
            more.put("path", ShortText.of(path, MOST_PATH));
            if (!caller.account().isEmpty()) {
                more.put("caller", caller.name());
            }
            more.put("address", caller.address());
            String id = request.requestId();
            if (id != null) {
                more.put("request", id);
            }
            log.accept(new LogEvent(
                    LogLevel.WARN, "refused", "A request was refused. " + why(kind, request, refusal), more));
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
