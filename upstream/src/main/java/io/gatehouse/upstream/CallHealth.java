package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether the calls to a server succeed. A server that lists its tools and fails at every call is not ready: when
/// several calls in a row failed because the server was away, it is failing until one succeeds, or until it is given
/// another trial after a while. Whether calls go to it meanwhile is for its [CircuitBreaker] to say.
final class CallHealth {
    /// So many calls in a row make a failing server.
    static final int MOST_FAILURES = 5;

    /// When nobody calls, a failing server counts as ready again after this time, until its next failure.
    static final Duration TRIAL = Duration.ofMinutes(1);

    private final CircuitBreaker breaker;
    private final Runnable changed;
    private final Runnable held;
    private volatile int failures;
    private long counted;
    private @Nullable CallFailure failing;

    /// @param breaker hears of every answer and failure, too
    /// @param changed runs when [#failing()] may be another; must not block
    /// @param held runs when calls are held back that were not before; must not block
    CallHealth(CircuitBreaker breaker, Runnable changed, Runnable held) {
        this.held = held;
        this.breaker = breaker;
        this.changed = changed;
    }

    /// The server answered a call, be it with an error.
    void answered(Caller caller) {
        if (breaker.any()) {
            breaker.answered(caller.account());
        }
        if (failures > 0) {
            reset();
        }
    }

    /// A call that was sent at some [System#nanoTime()] has no answer. Calls that ran at the same time count once.
    void failed(Caller caller, CallFailure failure, long sent) {
        if (breaker.failed(caller.account(), failure, sent)) {
            held.run();
        }
        if (away(failure) && count(failure, sent)) {
            changed.run();
        }
    }

    /// The last failure of a server that fails at every call; null when it does not.
    synchronized @Nullable CallFailure failing() {
        return failing;
    }

    /// Takes a failing server for ready again: the next failure tells.
    void trial() {
        synchronized (this) {
            if (failing == null) {
                return;
            }
            failing = null;
            failures = MOST_FAILURES - 1;
        }
        changed.run();
    }

    private void reset() {
        boolean failed;
        synchronized (this) {
            failures = 0;
            failed = failing != null;
            failing = null;
        }
        if (failed) {
            changed.run();
        }
    }

    private synchronized boolean count(CallFailure failure, long sent) {
        if (failing != null || failures > 0 && sent - counted < 0) {
            return false;
        }
        counted = System.nanoTime();
        failures = failures + 1;
        if (failures < MOST_FAILURES) {
            return false;
        }
        failing = failure;
        return true;
    }

    /// What tells of the server, and not of the call.
    private static boolean away(CallFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE, GIVEN_UP, TIMED_OUT, BROKEN_OFF, DENIED -> true;
            // A 404 or 400 may be about the request, a 500 or a web page is not.
            case REFUSED -> failure.outcome() != Outcome.NOT_SENT;
            case FORGOTTEN, RATE_LIMITED, UNFIT, TOO_LARGE, DROPPED, INVALID_ANSWER, LIMIT, ASKED, CANCELLED -> false;
        };
    }
}
