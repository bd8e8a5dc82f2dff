package io.gatehouse.app;

import io.gatehouse.protocol.Handler;
import io.gatehouse.server.StdioServer;
import io.gatehouse.server.StdioSettings;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "stdio",
        header = "Serve one client over standard input and output.",
        description = "For clients that only launch processes. Nothing but the protocol is written to stdout; calls are"
                + " logged on stderr.",
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

    StdioCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        ConfigurationLoader loader = options.loader(terminal);
        Configuration configuration = loader.load();
        LocalKey local = new LocalKey(KeyMaker.make());
        try (CallLog log = LogFormats.log(configuration.logging(), terminal);
                Gatehouse gatehouse = Gatehouse.local(configuration, log)) {
            configuration.warnings().forEach(warning -> log.event("configuration", warning.toString()));
            Handler handler = gatehouse.gateway().toolset(toolset, DOOR);
            if (handler == null) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "there is no toolset " + Shown.quoted(toolset) + ". There are: "
                                + String.join(", ", gatehouse.gateway().toolsets()) + ".");
            }
            try (Reloading reloading = new Reloading(loader, configuration, gatehouse, local, log);
                    StdioServer server =
                            new StdioServer(handler, terminal.in(), terminal.out(), StdioSettings.DEFAULT)) {
                Runtime.getRuntime().addShutdownHook(new Thread(gatehouse::close));
                server.run();
            }
        }
        return ExitCode.OK;
    }
}
