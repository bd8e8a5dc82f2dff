package io.gatehouse.app;

import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Waits for servers that were just started.
final class ServerPatience {
    private static final Duration EXTRA = Duration.ofSeconds(5);

    private ServerPatience() {}

    /// Reports on all once each has listed or failed to, or its own time for that is over.
    static List<ServerReport> settled(List<Upstream> servers) {
        CompletableFuture<?>[] settled = servers.stream()
                .map(server -> server.firstLists()
                        .completeOnTimeout(null, time(server).toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(failed -> null))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(settled).join();
        return servers.stream().map(ServerReport::of).map(ServerPatience::named).toList();
    }

    private static Duration time(Upstream server) {
        // A program that ends on the first question is started twice.
        return server.settings()
                .connectTimeout()
                .multipliedBy(2)
                .plus(server.settings().listTimeout())
                .plus(EXTRA);
    }

    private static ServerReport named(ServerReport report) {
        if (!report.state().equals(Phase.STARTING.name().toLowerCase(java.util.Locale.ROOT))) {
            return report;
        }
        return new ServerReport(
                report.name(),
                report.state(),
                report.required(),
                report.stale(),
                report.transport(),
                report.revision(),
                report.tools(),
                report.resources(),
                report.prompts(),
                report.connectMillis(),
                "does not answer",
                "See whether it runs, or raise its connect-timeout.",
                null,
                report.warnings());
    }
}
