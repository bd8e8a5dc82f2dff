package io.gatehouse.app.cli;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.doors.mcp.stdio.Gateways;
import io.gatehouse.doors.mcp.stdio.StdioRelay;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Serves one client over standard streams through the gateway that runs on the data folder, and through the next one
/// when that has stopped.
final class RelayedStdio implements Gateways {
    private static final String EVENT = "stdio";

    private final Path data;
    private final String toolset;
    private final Terminal terminal;
    private final Duration drain;
    private final CallLog log;

    /// @param data the folder where gateways say that they run
    /// @param toolset the empty name is that of all servers
    /// @param drain how long requests in progress may go on after a signal or the end of the input
    RelayedStdio(Path data, String toolset, Terminal terminal, Duration drain, CallLog log) {
        this.data = data;
        this.toolset = toolset;
        this.terminal = terminal;
        this.drain = drain;
        this.log = log;
    }

    /// Serves until the client closes its side.
    ///
    /// @param running the gateway that runs
    /// @throws CommandException when there is no such toolset, no connection, or the input cannot be read
    void serve(RunningGateway running) {
        log.event(LogLevel.INFO, EVENT, "served by the gateway " + running);
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults())) {
            Greeting.send(engine, running, toolset);
            StdioSettings settings = StdioSettings.DEFAULT.withDrain(drain);
            StdioServer server = new StdioServer(
                    send -> new StdioRelay(this, engine, settings, send), terminal.in(), terminal.out(), settings);
            String problem = new StdioService(server, drain).run();
            if (problem != null) {
                throw new CommandException(ExitCode.FAILED, problem);
            }
        }
    }

    @Override
    public @Nullable Found find() {
        RunningGateway running;
        try {
            running = RunningGateway.find(data).orElse(null);
        } catch (CommandException unreadable) {
            throw new IllegalStateException(unreadable.getMessage(), unreadable);
        }
        if (running == null) {
            return null;
        }
        long pid = running.pid();
        return new Found(
                RemoteGateway.transport(running, toolset),
                action -> ProcessHandle.of(pid)
                        .ifPresentOrElse(process -> process.onExit().thenRun(action), action));
    }

    @Override
    public void joined(Found gateway) {
        log.event(
                LogLevel.INFO,
                EVENT,
                "served by the gateway " + gateway.transport().url() + " from now on");
    }

    @Override
    public void lost(String problem) {
        log.event(LogLevel.WARN, EVENT, "The gateway is gone; looking for another one on this data folder. " + problem);
    }
}
