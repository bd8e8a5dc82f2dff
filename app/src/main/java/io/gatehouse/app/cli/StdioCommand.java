package io.gatehouse.app.cli;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.Reloading;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.protocol.Handler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "stdio",
        header = "Serve one client over standard input and output.",
        description = "For clients that only launch processes. Uses the gateway running on this data folder, and the"
                + " next one after it stops. If there is none, starts the servers itself, or a sample shop if there is no"
                + " configuration file. Writes only the protocol to stdout, and the log to stderr.",
        footer = {
            "",
            "In the client's file:",
            "  {\"mcpServers\": {\"gatehouse\": {\"command\": \"gatehouse\",",
            "    \"args\": [\"stdio\", \"--config\", \"/path/to/gatehouse.yaml\"]}}}",
            "",
            "Clients start programs in folders of their own choice, so name the file."
        })
final class StdioCommand implements Action {
    private static final String DOOR = "stdio";
    /// How long `--wait` waits: longer than a restart takes.
    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to serve. Default: all servers.")
    private String toolset = "";

    @Option(names = "--own", description = "Start separate servers even if a gateway runs on this data folder.")
    private boolean own;

    @Option(
            names = "--wait",
            description =
                    "Start no servers: if no gateway runs on this data folder, wait a minute for one. For a gateway"
                            + " that is a service and may be restarting.")
    private boolean wait;

    StdioCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (own && wait) {
            throw new CommandException(
                    ExitCode.USAGE, "Either --own or --wait: one starts servers, the other does not.");
        }
        return ServiceLog.run(terminal, false, log -> {
            ConfigurationLoader loader = options.loader(terminal);
            Asked asked = own ? alone(loader.load()) : Asked.find(loader, listener(log));
            Configuration configuration = asked.configuration();
            RunningGateway running = asked.running();
            if (running == null && wait) {
                running = awaited(asked.data(), log);
            }
            if (configuration == null) {
                relay(asked.data(), StopTimes.DEFAULT.drain(), log)
                        .serve(Objects.requireNonNull(running, "a gateway runs"));
                return;
            }
            LogFormats.configure(log, configuration.logging(), terminal);
            if (running == null) {
                serve(loader, configuration, log);
            } else {
                relay(asked.data(), configuration.limits().stop().drain(), log).serve(running);
            }
        });
    }

    /// The gateway that starts within [#MOST_WAIT].
    private static RunningGateway awaited(Path data, CallLog log) throws InterruptedException {
        log.event(LogLevel.INFO, DOOR, "no gateway runs on " + data + "; waiting for one");
        Instant end = Instant.now().plus(MOST_WAIT);
        while (Instant.now().isBefore(end)) {
            Thread.sleep(LOOK_AGAIN);
            RunningGateway started = RunningGateway.find(data).orElse(null);
            if (started != null) {
                return started;
            }
        }
        throw new CommandException(
                ExitCode.UNREACHABLE,
                "No gateway has started on " + data + " within " + MOST_WAIT.toSeconds()
                        + " s. Start it with gatehouse up, or leave out --wait.");
    }

    private static Asked alone(Configuration configuration) {
        return new Asked(null, configuration, configuration.data());
    }

    private static Asked.Listener listener(CallLog log) {
        return new Asked.Listener() {
            @Override
            public void warning(String text) {
                log.event(LogLevel.WARN, "configuration", text);
            }

            @Override
            public void note(String text) {
                log.event(LogLevel.INFO, "configuration", text);
            }
        };
    }

    private RelayedStdio relay(Path data, Duration drain, CallLog log) {
        return new RelayedStdio(data, toolset, terminal, drain, log);
    }

    private void serve(ConfigurationLoader loader, Configuration configuration, CallLog log) throws IOException {
        if (configuration.sample()) {
            log.event(
                    LogLevel.WARN,
                    "configuration",
                    "There is no gatehouse.yaml in this folder, so the built-in sample shop is served. Name the file"
                            + " with --config.");
        }
        LocalKey local = new LocalKey(KeyMaker.make());
        try (Gatehouse gatehouse = Gatehouse.logged(configuration, log)) {
            configuration.warnings().forEach(warning -> log.event(LogLevel.WARN, "configuration", warning.toString()));
            Handler handler = gatehouse.gateway().toolset(toolset, DOOR);
            if (handler == null) {
                throw new CommandException(
                        ExitCode.UNKNOWN,
                        "There is no toolset " + Shown.quoted(toolset) + ". Available: "
                                + String.join(", ", gatehouse.gateway().toolsets()) + ".");
            }
            Duration drain = configuration.limits().stop().drain();
            StdioSettings settings = StdioSettings.DEFAULT.withDrain(drain);
            try (Reloading reloading = new Reloading(loader, configuration, gatehouse, local, log, null);
                    StdioServer server = new StdioServer(handler, terminal.in(), terminal.out(), settings)) {
                gatehouse.announce("serving one client over standard input and output");
                String problem = new StdioService(server, drain).run();
                if (problem != null) {
                    throw new CommandException(ExitCode.FAILED, problem);
                }
            }
        }
    }
}
