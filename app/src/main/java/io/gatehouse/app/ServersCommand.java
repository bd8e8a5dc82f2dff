package io.gatehouse.app;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "servers",
        header = "List the servers behind the gateway and how they are doing.",
        description = "Asks the gateway that runs on this data folder; otherwise starts the servers itself.",
        footer = {"", "Example: gatehouse servers --json"})
final class ServersCommand implements Program.Action {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ServersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        Configuration configuration = options.loader(terminal).load();
        try (GatewaySession session = new GatewaySession(configuration)) {
            RunningGateway running = session.running();
            List<ServerReport> servers = running == null
                    ? ServerPatience.settled(
                            session.start(configuration.servers()).gateway().servers())
                    : ask(running);
            terminal.out().println(ServerTable.text(servers, json));
        }
        return ExitCode.OK;
    }

    private static List<ServerReport> ask(RunningGateway gateway) {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                HttpClient client = engine.client(RemoteGateway.client(gateway))) {
            List<Header> headers = List.of(new Header("Authorization", "Bearer " + gateway.key()));
            WholeResponse response = client.exchange(new ClientRequest(
                    "GET", gateway.endpoint().resolve("/ready"), headers, null, Deadlines.total(PATIENCE)));
            List<ServerReport> servers = new ArrayList<>();
            JsonNode body = new JsonMapper().readTree(response.body());
            body.path("servers").forEach(server -> servers.add(ServerReport.of(server)));
            return servers;
        } catch (HttpFailure failed) {
            throw new CommandException(
                    ExitCode.UNREACHABLE, "the gateway " + gateway + " does not answer: " + failed.getMessage());
        }
    }
}
