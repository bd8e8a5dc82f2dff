package io.gatehouse.app.cli;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.schema.Quantities;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.http.Listener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// The orderly end of a gateway: it refuses new work, lets another process take its place, waits for what runs, and
/// answers the rest.
final class Stopping {
    private static final String EVENT = "stop";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final InFlight work;
    private final CallLog log;
    private final Duration notice;
    private final Duration drain;
    private final Duration settling;
    private final CompletableFuture<Void> hurry;
    private final IntSupplier waiting;

    /// @param notice how long new requests are refused before the listening sockets close
    /// @param drain how long requests in progress may go on after that
    /// @param settling how long nothing must come after the last answer where others answer what a
    ///     load balancer still sends on a kept connection
    /// @param hurry ends every wait when it completes
    /// @param waiting how many calls wait for answers that may still come
    Stopping(
            InFlight work,
            CallLog log,
            Duration notice,
            Duration drain,
            Duration settling,
            CompletableFuture<Void> hurry,
            IntSupplier waiting) {
        this.waiting = waiting;
        this.work = work;
        this.log = log;
        this.notice = notice;
        this.drain = drain;
        this.settling = settling;
        this.hurry = hurry;
    }

    /// Goes through all steps; afterwards everything can be closed.
    ///
    /// @param listener closes its sockets in the second step
    /// @param release gives the place to another process
    void run(Listener listener, Release release) throws IOException {
        log.event(LogLevel.INFO, EVENT, "Stopping; new requests are refused, " + running());
        work.refuse(notice.toSeconds() + 1);
        await(new CompletableFuture<>(), notice);
        listener.stopAccepting();
        release.run();
        Instant end = Instant.now().plus(drain);
        await(work.none(), drain);
        while ((waiting.getAsInt() > 0 || !work.quietFor(settling))
                && !hurry.isDone()
                && Instant.now().isBefore(end)) {
            await(new CompletableFuture<>(), LOOK_AGAIN);
        }
        int left = work.running();
        if (left > 0) {
            log.event(
                    LogLevel.WARN,
                    EVENT,
                    left + (left == 1 ? " request was" : " requests were") + " still in progress "
                            + (hurry.isDone()
                                    ? "when a second signal cut the drain short, and got an error."
                                    : "at the end of the drain (limits.drain) and got an error."));
        }
        work.stop();
    }

    /// Gives the place to another process.
    interface Release {
        void run() throws IOException;
    }

    private String running() {
        int running = work.running();
        return running == 0
                ? "none is in progress."
                : running + " in progress may take " + Quantities.text(drain) + ".";
    }

    private void await(CompletableFuture<Void> done, Duration most) {
        CompletableFuture.anyOf(done, hurry)
                .completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
