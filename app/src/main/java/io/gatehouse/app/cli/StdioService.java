package io.gatehouse.app.cli;

import io.gatehouse.doors.mcp.stdio.StdioServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Serves one client over standard streams until it closes its side or a signal comes: then what is
/// in progress may end first. A signal after the client has closed its side ends that at once.
final class StdioService {
    private final StdioServer server;
    private final Duration drain;
    private final CompletableFuture<@Nullable String> ended = new CompletableFuture<>();

    /// @param drain how long requests in progress may go on after a signal
    StdioService(StdioServer server, Duration drain) {
        this.server = server;
        this.drain = drain;
    }

    /// Serves.
    ///
    /// @return what went wrong, or null
    @Nullable
    String run() {
        StopSignals signals = StopSignals.listen();
        try {
            // A read of standard input cannot be interrupted.
            Thread.ofPlatform().daemon().name("stdio").start(this::serve);
            signals.stop().thenRunAsync(this::stop, task -> Thread.ofVirtual().start(task));
            signals.hurry().thenRun(server::hurry);
            String problem = ended.join();
            if (problem != null) {
                server.finish();
            }
            return problem;
        } finally {
            signals.ended();
        }
    }

    private void serve() {
        try {
            server.run();
            ended.complete(null);
        } catch (IOException | RuntimeException broken) {
            ended.complete("Reading standard input failed: " + broken.getMessage() + ".");
        }
    }

    private void stop() {
        try {
            server.stop(drain);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
