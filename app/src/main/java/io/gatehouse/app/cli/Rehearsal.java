package io.gatehouse.app.cli;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import io.gatehouse.http.WholeResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Many calls at every door, as they come in production: through a gateway to a server and to a model that are reached
/// over HTTP. What the launcher records meanwhile tells the next start which code is worth compiling at once. Nobody
/// outside of this process is asked. For a virtual thread.
final class Rehearsal {
    private static final int CALLS_A_ROUND = 150;
    private static final int MESSAGES = 600;
    private static final Deadlines DEADLINES = Deadlines.total(Duration.ofSeconds(10));
    private static final String MODEL = "models: {providers: {quick: {type: scripted, script: script.yaml}}}\n";
    /// Without the pauses of the built-in one.
    private static final String SCRIPT = """
            turns:
              - when: { result: true }
                say: "It is on its way, says the carrier, and comes on Monday: ${result}"
              - when: { tools: "*get_order" }
                say: [ { call: "*get_order", arguments: { id: "10042" } } ]
              - say: Orders are what I know about. Tell me the number of one.
            """;

    private final Path data;
    private final CallLog log;
    private final HttpClient client;

    /// @param data a folder that the gateways may write to
    Rehearsal(Path data, CallLog log, HttpClient client) {
        this.data = data;
        this.log = log;
        this.client = client;
    }

    /// @param server the address of a gateway's `/mcp`, which is the server that is called
    /// @throws HttpFailure when there is no answer
    /// @throws IllegalStateException when an answer is an HTTP error
    void run(URI server) throws IOException, ConfigurationException, ListenException, HttpFailure {
        Files.writeString(Files.createDirectories(data.resolve("model")).resolve("script.yaml"), SCRIPT);
        Configuration model = configuration("model", MODEL);
        try (Gatehouse second = Gatehouse.logged(model, log);
                Listener open = second.listen()) {
            Configuration way = configuration(
                    "way",
                    "servers: {near: {url: \"" + server + "\"}}\nmodels: {providers: {near: {url: \""
                            + Gatehouse.endpoint(model, open).resolve("/") + "\", key: none}}}\n");
            try (Gatehouse third = Gatehouse.logged(way, log);
                    Listener reached = third.listen()) {
                URI endpoint = Gatehouse.endpoint(way, reached);
                new SelfTest(client, endpoint).run(CALLS_A_ROUND);
                for (int message = 0; message < MESSAGES; message++) {
                    message(endpoint, message % 2 == 0, message % 3 == 0);
                }
            }
        }
    }

    private Configuration configuration(String name, String text) throws IOException, ConfigurationException {
        Path folder = Files.createDirectories(data.resolve(name));
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "data: data\n" + text);
        return new ConfigurationLoader(
                        new ConfigurationLoader.Options(file, List.of(), List.of(), 0, null), variable -> null)
                .load();
    }

    private void message(URI endpoint, boolean stream, boolean mcp) throws HttpFailure {
        String body = "{\"model\":\"scripted\",\"max_tokens\":512,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"What is in order 10042?\"}]"
                + (mcp
                        ? ",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"near\",\"url\":\"gatehouse://server/near\"}],"
                                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"near\"}]"
                        : "")
                + "}";
        WholeResponse answer = client.exchange(new ClientRequest(
                "POST",
                endpoint.resolve("/v1/messages"),
                List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("anthropic-version", "2023-06-01"),
                        new Header("anthropic-beta", "mcp-client-2025-11-20"),
                        new Header("User-Agent", "rehearsal/1.0")),
                body.getBytes(StandardCharsets.UTF_8),
                DEADLINES));
        if (answer.status() != 200) {
            throw new IllegalStateException("The rehearsal got status " + answer.status() + " for a message: "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
