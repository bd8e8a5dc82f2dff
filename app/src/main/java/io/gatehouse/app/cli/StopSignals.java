package io.gatehouse.app.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// What asks this process to end: SIGTERM and SIGINT. The first asks for an orderly end, the second for an end at once.
final class StopSignals {
    private static final long LONGEST_END_SECONDS = 3_600;

    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final Map<Signal, SignalHandler> before = new HashMap<>();

    private StopSignals() {}

    /// Listens to them from now on.
    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        try {
            for (String name : List.of("TERM", "INT")) {
                Signal signal = new Signal(name);
                signals.before.put(signal, Signal.handle(signal, received -> signals.received()));
            }
        } catch (IllegalArgumentException unsupported) {
            // Then the virtual machine ends by itself, and waits for this.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                signals.received();
                signals.ended
                        .completeOnTimeout(null, LONGEST_END_SECONDS, TimeUnit.SECONDS)
                        .join();
            }));
        }
        return signals;
    }

    private void received() {
        if (!stop.complete(null)) {
            hurry.complete(null);
        }
    }

    /// Completes at the first signal.
    CompletableFuture<Void> stop() {
        return stop;
    }

    /// Completes at the second signal.
    CompletableFuture<Void> hurry() {
        return hurry;
    }

    /// Everything is closed; signals do what they did before.
    void ended() {
        before.forEach(Signal::handle);
        ended.complete(null);
    }
}
