package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "servers",
        header = "List the servers behind the gateway and their state.",
        description = "Asks the gateway running on this data folder, or starts the servers itself if there is none.",
        footer = {
            "",
            "Examples:",
            "  gatehouse servers --json",
            "  gatehouse servers --url https://gw.example.com:9420 --key-file ops.key"
        })
final class ServersCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ServersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        if (gateway.chosen()) {
            try (AdminConnection connection = gateway.connect(terminal)) {
                terminal.out().println(ServerTable.text(connection.servers(), json));
            }
            return ExitCode.OK;
        }
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            terminal.out().println(ServerTable.text(session.servers(), json));
        }
        return ExitCode.OK;
    }
}
