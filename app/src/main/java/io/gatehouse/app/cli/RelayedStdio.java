package io.gatehouse.app.cli;

import io.gatehouse.doors.mcp.stdio.StdioRelay;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Serves one client over standard streams through the gateway that runs on the data folder.
final class RelayedStdio {
    private final RunningGateway running;
    private final Transport.Http gateway;
    private final String toolset;
    private final Terminal terminal;
    private final Duration drain;
    private final CompletableFuture<@Nullable String> ended = new CompletableFuture<>();

    /// @param toolset the empty name is that of all servers
    /// @param drain how long requests in progress may go on after a signal or the end of the input
    RelayedStdio(RunningGateway running, String toolset, Terminal terminal, Duration drain) {
        this.running = running;
        this.toolset = toolset;
        this.gateway = RemoteGateway.transport(running, toolset);
        this.terminal = terminal;
        this.drain = drain;
    }

    /// Serves until the client closes its side, or the gateway stops.
    ///
    /// @throws CommandException when there is no such toolset, no connection, or the gateway has stopped
    void serve() {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults())) {
            Greeting.send(engine, running, toolset);
            StdioSettings settings = StdioSettings.DEFAULT.withDrain(drain);
            StdioServer server = new StdioServer(
                    send -> watched(new StdioRelay(gateway, engine, settings, send, ended::complete)),
                    terminal.in(),
                    terminal.out(),
                    settings);
            String problem = new StdioService(server, drain, ended).run();
            if (problem != null) {
                throw new CommandException(ExitCode.UNREACHABLE, problem);
            }
        }
    }

    private StdioRelay watched(StdioRelay relay) {
        ProcessHandle.of(running.pid())
                .ifPresent(process -> process.onExit()
                        .thenRun(() -> relay.lost("the gateway " + running + " has stopped; restart this command")));
        return relay;
    }
}
