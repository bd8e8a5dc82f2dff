package io.gatehouse.upstream;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.settings.BreakerSettings;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Holds calls back from a server at which several in a row failed, so that nobody waits for what will fail, and the
/// server can recover. After a pause, one call at a time tries, until one is answered.
final class CircuitBreaker {
    private final BreakerSettings settings;
    private final InstantSource clock;
    private int failures;
    private long counted;
    /// Until when all calls are held back; null while none is.
    private @Nullable Instant until;

    private boolean trying;

    CircuitBreaker(BreakerSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// What becomes of a call.
    sealed interface Pass {
        /// It goes on.
        record Free() implements Pass {}

        /// It goes on and shows whether the server works again. [CircuitBreaker#tried()] must be told when it has
        /// ended.
        record Trial() implements Pass {}

        /// It is held back.
        ///
        /// @param next from when it is worth to try again
        record Held(Instant next) implements Pass {}
    }

    private static final Pass FREE = new Pass.Free();

    /// Asks for one call.
    synchronized Pass pass() {
        if (until == null) {
            return FREE;
        }
        Instant now = clock.instant();
        if (now.isBefore(until)) {
            return new Pass.Held(until);
        }
        if (trying) {
            return new Pass.Held(now.plus(settings.pause()));
        }
        trying = true;
        return new Pass.Trial();
    }

    /// Until when calls are held back; null while none is, or one may try.
    synchronized @Nullable Instant open() {
        return until == null || trying || clock.instant().isBefore(until) ? until : null;
    }

    /// The call that tried has ended, whatever came of it.
    synchronized void tried() {
        trying = false;
    }

    /// The server answered a call, be it with an error.
    synchronized void answered() {
        failures = 0;
        until = null;
    }

    /// A call that was sent at some [System#nanoTime()] has no answer. Calls that ran at the same time count once.
    synchronized void failed(CallFailure failure, long sent) {
        if (settings.failures() == 0 || !counts(failure) || failures > 0 && sent - counted < 0) {
            return;
        }
        counted = System.nanoTime();
        failures++;
        if (failures >= settings.failures()) {
            until = clock.instant().plus(settings.pause());
        }
    }

    /// What every caller would meet. Refused credentials may be those of one caller.
    private static boolean counts(CallFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE, TIMED_OUT, BROKEN_OFF -> true;
            // A 404 or 400 may be about the request, a 500 or a web page is not.
            case REFUSED -> failure.outcome() != Outcome.NOT_SENT;
            case GIVEN_UP,
                    DENIED,
                    FORGOTTEN,
                    RATE_LIMITED,
                    UNFIT,
                    TOO_LARGE,
                    DROPPED,
                    INVALID_ANSWER,
                    LIMIT,
                    ASKED,
                    CANCELLED -> false;
        };
    }
}
