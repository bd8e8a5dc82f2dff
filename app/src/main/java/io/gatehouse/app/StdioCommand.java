package io.gatehouse.app;

import io.gatehouse.protocol.Handler;
import io.gatehouse.server.StdioServer;
import io.gatehouse.server.StdioSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "stdio",
        header = "Serve one client over standard input and output.",
        description = "For clients that only launch processes. Uses the gateway that runs on this data folder, and ends"
                + " when that stops; otherwise starts the servers itself. Nothing but the protocol is written to stdout;"
                + " what happens is told on stderr.",
        footer = {
            "",
            "In the client's file:",
            "  {\"mcpServers\": {\"gatehouse\": {\"command\": \"gatehouse\", \"args\": [\"stdio\"]}}}"
        })
final class StdioCommand implements Program.Action {
    private static final String DOOR = "stdio";

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to serve. Default: all servers.")
    private String toolset = "";

    @Option(names = "--own", description = "Start the servers anew, even where a gateway runs on this data folder.")
    private boolean own;

    StdioCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        return ServiceLog.run(terminal, false, log -> {
            ConfigurationLoader loader = options.loader(terminal);
            Configuration configuration = loader.load();
            LogFormats.configure(log, configuration.logging(), terminal);
            Optional<RunningGateway> running = own ? Optional.empty() : RunningGateway.find(configuration.data());
            if (running.isPresent()) {
                log.event(LogLevel.INFO, "stdio", "served by the gateway " + running.get());
                Duration drain = configuration.limits().stop().drain();
                new RelayedStdio(running.get(), toolset, terminal, drain).serve();
            } else {
                serve(loader, configuration, log);
            }
        });
    }

    private void serve(ConfigurationLoader loader, Configuration configuration, CallLog log) throws IOException {
        LocalKey local = new LocalKey(KeyMaker.make());
        try (Gatehouse gatehouse = Gatehouse.logged(configuration, log)) {
            configuration.warnings().forEach(warning -> log.event(LogLevel.WARN, "configuration", warning.toString()));
            Handler handler = gatehouse.gateway().toolset(toolset, DOOR);
            if (handler == null) {
                throw new CommandException(
                        ExitCode.UNKNOWN,
                        "there is no toolset " + Shown.quoted(toolset) + ". There are: "
                                + String.join(", ", gatehouse.gateway().toolsets()) + ".");
            }
            try (Reloading reloading = new Reloading(loader, configuration, gatehouse, local, log);
                    StdioServer server =
                            new StdioServer(handler, terminal.in(), terminal.out(), StdioSettings.DEFAULT)) {
                gatehouse.announce("serving one client over standard input and output");
                StdioService service =
                        new StdioService(server, configuration.limits().stop().drain());
                String problem = service.run();
                if (problem != null) {
                    throw new CommandException(ExitCode.FAILED, problem);
                }
            }
        }
    }
}
