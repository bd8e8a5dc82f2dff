package io.gatehouse.app.cli;

import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the gateway that runs how its servers are doing.
final class StateQuestion {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private StateQuestion() {}

    /// What it answers.
    ///
    /// @param toolsets the names of the servers of each configured toolset
    record State(List<ServerReport> servers, Map<String, List<String>> toolsets) {}

    /// Asks.
    ///
    /// @throws CommandException when it does not answer
    static State ask(RunningGateway gateway) {
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                HttpClient client = engine.client(RemoteGateway.client(gateway))) {
            List<Header> headers = List.of(new Header("Authorization", "Bearer " + gateway.key()));
            WholeResponse response = client.exchange(new ClientRequest(
                    "GET", gateway.endpoint().resolve("/ready"), headers, null, Deadlines.total(PATIENCE)));
            List<ServerReport> servers = new ArrayList<>();
            JsonNode body = new JsonMapper().readTree(response.body());
            body.path("servers").forEach(server -> servers.add(ServerReport.of(server)));
            Map<String, List<String>> toolsets = new HashMap<>();
            body.path("toolsets")
                    .properties()
                    .forEach(toolset -> toolsets.put(
                            toolset.getKey(),
                            toolset.getValue()
                                    .valueStream()
                                    .map(name -> name.asString(""))
                                    .toList()));
            return new State(servers, toolsets);
        } catch (HttpFailure failed) {
            throw gateway.unanswered(failed);
        } catch (JacksonException odd) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "The gateway " + gateway + " did not report the state of its servers. Restart it.");
        }
    }
}
