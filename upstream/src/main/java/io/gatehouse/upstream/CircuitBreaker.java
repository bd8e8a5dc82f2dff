package io.gatehouse.upstream;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.settings.BreakerSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds calls back from a server at which several in a row failed, so that nobody waits for what will fail, and the
/// server can recover. Failures of one caller hold only that caller's calls back: they may be about what it sends. Once
/// two callers are held back and nobody was answered in between, all are. After a pause, one call of each caller at a
/// time tries, until one is answered.
final class CircuitBreaker {
    /// Callers whose failures are counted; of more, those that failed last.
    private static final int MOST_CALLERS = 1_000;

    private final BreakerSettings settings;
    private final InstantSource clock;
    private final Map<String, Failing> failing = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failing> eldest) {
            return size() > MOST_CALLERS;
        }
    };
    private volatile boolean any;
    /// Until when the calls of all are held back; null while they are not.
    private @Nullable Instant allUntil;

    /// A caller whose last calls failed.
    private static final class Failing {
        int failures;
        long counted;
        /// Until when its calls are held back; null while they are not.
        @Nullable
        Instant until;
        /// Until when one of its calls tries; null while none does.
        @Nullable
        Instant trying;
    }

    CircuitBreaker(BreakerSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// What becomes of a call.
    sealed interface Pass {
        /// It goes on.
        record Free() implements Pass {}

        /// It goes on and shows whether the server works again. [CircuitBreaker#tried(String)] must be told when it has
        /// ended.
        record Trial() implements Pass {}

        /// It is held back.
        ///
        /// @param next from when it is worth to try again
        record Held(Instant next) implements Pass {}
    }

    private static final Pass FREE = new Pass.Free();

    /// Asks for one call.
    ///
    /// @param account whose call it is
    synchronized Pass pass(String account) {
        Instant until = until(account);
        if (until == null) {
            return FREE;
        }
        Instant now = clock.instant();
        if (now.isBefore(until)) {
            return new Pass.Held(until);
        }
        Failing own = failing.computeIfAbsent(account, fresh -> new Failing());
        if (own.trying != null && now.isBefore(own.trying)) {
            return new Pass.Held(own.trying);
        }
        // A call that takes long says nothing for now, and must not keep the others out for as long.
        own.trying = now.plus(settings.pause());
        return new Pass.Trial();
    }

    /// Until when calls of a caller are held back; null while none is, or one may try.
    synchronized @Nullable Instant open(String account) {
        Instant until = until(account);
        Instant now = clock.instant();
        if (until == null || now.isBefore(until)) {
            return until;
        }
        Failing own = failing.get(account);
        return own != null && own.trying != null && now.isBefore(own.trying) ? own.trying : null;
    }

    private @Nullable Instant until(String account) {
        Failing own = failing.get(account);
        Instant until = own == null ? null : own.until;
        return until == null || allUntil != null && allUntil.isAfter(until) ? allUntil : until;
    }

    /// The call of a caller that tried has ended, whatever came of it.
    synchronized void tried(String account) {
        Failing own = failing.get(account);
        if (own != null) {
            own.trying = null;
        }
    }

    /// The server answered a call, be it with an error.
    synchronized void answered(String account) {
        allUntil = null;
        failing.remove(account);
        any = !failing.isEmpty();
    }

    /// Whether any call has failed of late: where none has, nobody need tell of answers.
    boolean any() {
        return any;
    }

    /// A call that was sent at some [System#nanoTime()] has no answer. Calls that ran at the same time count once.
    ///
    /// @return whether calls are held back from now on that were not before
    synchronized boolean failed(String account, CallFailure failure, long sent) {
        if (settings.failures() == 0 || !counts(failure)) {
            return false;
        }
        Failing own = failing.computeIfAbsent(account, fresh -> new Failing());
        if (own.failures > 0 && sent - own.counted < 0) {
            return false;
        }
        any = true;
        own.counted = System.nanoTime();
        own.failures++;
        if (own.failures < settings.failures()) {
            return false;
        }
        boolean news = own.until == null;
        own.until = clock.instant().plus(settings.pause());
        if (failing.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(account) && other.getValue().until != null)) {
            allUntil = own.until;
        }
        return news;
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
