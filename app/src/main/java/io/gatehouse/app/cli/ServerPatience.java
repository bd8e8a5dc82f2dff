package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.ServerPhase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits for servers that were just started.
final class ServerPatience {
    private static final Duration EXTRA = Duration.ofSeconds(5);
    private static final String STARTING = ServerPhase.STARTING.name().toLowerCase(Locale.ROOT);
    private static final String SLOW = "Check that it runs, or raise its `connect-timeout`.";

    private ServerPatience() {}

    /// Reports on all once each has listed or failed to, or its own time for that is over.
    ///
    /// @param told hears which servers are waited for; null for nobody
    static List<ServerReport> settled(List<Upstream> servers, @Nullable Terminal told) {
        CompletableFuture<?>[] settled = servers.stream()
                .map(server -> server.firstLists()
                        .completeOnTimeout(null, time(server).toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(failed -> null))
                .toArray(CompletableFuture[]::new);
        try (WaitingNotice notice = WaitingNotice.start(told, servers)) {
            CompletableFuture.allOf(settled).join();
        }
        return servers.stream().map(ServerReport::of).map(ServerPatience::once).toList();
    }

    private static Duration time(Upstream server) {
        // A program that ends on the first question is started twice.
        return server.settings()
                .connectTimeout()
                .multipliedBy(2)
                .plus(server.settings().listTimeout())
                .plus(EXTRA);
    }

    /// A command does not wait for another attempt: for it, a server that is out is not tried again.
    private static ServerReport once(ServerReport report) {
        if (report.ready()) {
            return report;
        }
        return report.state().equals(STARTING)
                ? report.failed("server " + report.name() + " does not answer", SLOW)
                : report.failed(report.problem(), report.remedy());
    }
}
