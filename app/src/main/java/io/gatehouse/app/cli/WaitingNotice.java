package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationReport;
import io.gatehouse.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells on standard error which servers a command still waits for: on a terminal soon, and whenever there are fewer;
/// elsewhere once, when it takes long.
final class WaitingNotice implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final List<Upstream> servers;
    private final Thread thread;

    private WaitingNotice(Terminal terminal, List<Upstream> servers) {
        this.terminal = terminal;
        this.servers = servers;
        this.thread = Thread.ofVirtual().name("waiting-notice").start(this::tell);
    }

    /// Tells until it is closed.
    ///
    /// @param told null for nobody
    static @Nullable WaitingNotice start(@Nullable Terminal told, List<Upstream> servers) {
        return told == null ? null : new WaitingNotice(told, servers);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void tell() {
        try {
            Thread.sleep(terminal.interactiveErrors() ? SOON : LONG);
            int before = 0;
            do {
                List<String> waiting = servers.stream()
                        .filter(server -> !server.firstLists().isDone())
                        .map(Upstream::name)
                        .toList();
                if (waiting.size() != before && !waiting.isEmpty()) {
                    terminal.err()
                            .println("Waiting for " + ConfigurationReport.counted(waiting.size(), "server") + ": "
                                    + String.join(", ", waiting) + ".");
                }
                before = waiting.size();
                Thread.sleep(SOON);
            } while (terminal.interactiveErrors());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
