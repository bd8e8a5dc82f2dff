package io.gatehouse.app;

import static io.gatehouse.app.MessagesSteps.USUAL;
import static io.gatehouse.app.MessagesSteps.ask;
import static io.gatehouse.app.MessagesSteps.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.fixtures.MessagesClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A gateway that is told to stop: what has effects happens once, and its client hears how it ended.
@Order(1)
class StoppingTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String MODERN = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static HoldingServer holding;
    private static HttpClient http;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        holding = new HoldingServer();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        // Closing waits for what a test that failed has left open.
        http.shutdownNow();
        holding.close();
    }

    /// What ends during the drain is answered, what does not is cut off; neither is tried again.
    @Test
    @Tag("real")
    void callsInProgressEndOnceAndTheirClientsHearHow() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        try (GatehouseProcess up = up("limits: {drain: 5s}\n", "0")) {
            URI endpoint = endpoint(up);
            Map<String, CompletableFuture<JsonNode>> kept = run(endpoint, someClients("kept"));
            Map<String, CompletableFuture<JsonNode>> cut = run(endpoint, allClients("cut"));
            kept.keySet().forEach(key -> holding.awaitState(key, "waiting"));
            cut.keySet().forEach(key -> holding.awaitState(key, "waiting"));

            up.signal("TERM");
            try (GatehouseProcess next = up("", String.valueOf(endpoint.getPort()))) {
                kept.keySet().forEach(holding::letGo);
                assertThat(endpoint(next)).isEqualTo(endpoint);
                heardOnce(kept, "held");
                heardOnce(cut, "The gateway stopped");
                assertThat(up.exitCode()).isZero();
                up.err(line -> line.contains("got an error"));
                assertThat(up.allErr()).anyMatch(line -> line.contains("\"event\":\"stop\""));
                next.signal("TERM");
                assertThat(next.exitCode()).isZero();
            } finally {
                cut.keySet().forEach(holding::letGo);
            }
        }
    }

    private static void heardOnce(Map<String, CompletableFuture<JsonNode>> clients, String what) {
        clients.forEach((key, seen) -> {
            assertThat(seen.join().toString()).as(key).contains(what);
            assertThat(holding.acts(key)).as(key).isEqualTo(1);
        });
    }

    /// Every way in, with the clients of others: key by key what they do.
    private static Map<String, Function<URI, JsonNode>> allClients(String run) {
        Map<String, Function<URI, JsonNode>> all = new LinkedHashMap<>();
        Stream.of(
                        RealClients.typescript1(),
                        RealClients.typescript2("auto"),
                        RealClients.python1(),
                        RealClients.python2("auto"))
                .forEach(client -> {
                    String key = run + "-mcp-" + all.size();
                    all.put(key, endpoint -> client.perform(endpoint, scenario(key)));
                });
        all.put(
                run + "-sse",
                endpoint ->
                        RealClients.typescript1().performOverEvents(endpoint.resolve("/sse"), scenario(run + "-sse")));
        MessagesClient.all().filter(client -> !client.name().endsWith("0")).forEach(client -> {
            String whole = run + "-" + client.name();
            all.put(whole, endpoint -> client.perform(endpoint.resolve("/"), "any", steps("create", whole)));
            String streamed = whole + "-streamed";
            all.put(streamed, endpoint -> client.perform(endpoint.resolve("/"), "any", steps("stream", streamed)));
        });
        return all;
    }

    /// One for each way in.
    private static Map<String, Function<URI, JsonNode>> someClients(String run) {
        Map<String, Function<URI, JsonNode>> some = allClients(run);
        List<String> keys = List.copyOf(some.keySet());
        some.keySet()
                .retainAll(List.of(run + "-mcp-1", run + "-sse", keys.get(keys.size() - 2), keys.get(keys.size() - 1)));
        return some;
    }

    private static Map<String, CompletableFuture<JsonNode>> run(
            URI endpoint, Map<String, Function<URI, JsonNode>> clients) {
        Map<String, CompletableFuture<JsonNode>> running = new LinkedHashMap<>();
        clients.forEach((key, work) -> running.put(
                key,
                CompletableFuture.supplyAsync(
                        () -> work.apply(endpoint), task -> Thread.ofVirtual().start(task))));
        return running;
    }

    private static String scenario(String key) {
        return "{\"calls\":[{\"name\":\"holding_hold_counted\",\"arguments\":{\"key\":\"" + key + "\"}}]}";
    }

    /// With as many retries as the SDK makes by itself, and more.
    private static JsonNode steps(String kind, String key) {
        return new MessagesSteps()
                .trying(3, kind, using(ask("act " + key), "holding", "gatehouse://server/holding"), USUAL)
                .all();
    }

    @Test
    void nothingNewIsTakenAndASecondSignalEndsTheWait() throws Exception {
        try (GatehouseProcess up = up("limits: {drain-notice: 10m, drain: 10m}\n", "0")) {
            URI endpoint = endpoint(up);
            CompletableFuture<HttpResponse<String>> running = post(endpoint, call("noticed"));
            holding.awaitState("noticed", "waiting");
            up.signal("TERM");
            Patience.until("it is not ready", () -> get(endpoint, "/ready").statusCode() == 503);

            assertThat(get(endpoint, "/ready").body()).contains("\"ready\":false", "\"stopping\":true");
            assertThat(get(endpoint, "/health").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = soon(post(endpoint, call("refused")));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("601");
            HttpResponse<String> model = soon(postModel(endpoint, "refused-model"));
            assertThat(model.statusCode()).isEqualTo(503);
            assertThat(model.headers().firstValue("Retry-After")).contains("601");
            assertThat(model.body()).contains("overloaded_error");
            assertThat(holding.state("refused")).isEqualTo("none");
            assertThat(holding.state("refused-model")).isEqualTo("none");

            up.signal("TERM");
            HttpResponse<String> ended = soon(running);
            assertThat(ended.statusCode()).isEqualTo(200);
            assertThat(ended.body()).contains("\"isError\":true", "sent_outcome_unknown");
            assertThat(up.exitCode()).isZero();
            assertThat(up.allErr())
                    .anyMatch(line -> line.contains(
                            "1 request was still in progress when a second signal cut the drain" + " short"));
            holding.awaitState("noticed", "cancelled");
            assertThat(up.allErr())
                    .as("the gateway ended the call, not its client")
                    .anyMatch(line -> line.contains("\"event\":\"call\"")
                            && line.contains("\"outcome\":\"failed\",\"known\":\"sent_outcome_unknown\"")
                            && line.contains("the gateway stopped before the server answered"));
        }
    }

    @Test
    void whatEndsWithinTheDrainIsAnswered() throws Exception {
        try (GatehouseProcess up = up("limits: {drain: 10m}\n", "0")) {
            URI endpoint = endpoint(up);
            CompletableFuture<HttpResponse<String>> call = post(endpoint, call("drained"));
            CompletableFuture<HttpResponse<String>> model = postModel(endpoint, "drained-model");
            holding.awaitState("drained", "waiting");
            holding.awaitState("drained-model", "waiting");
            up.signal("TERM");
            Patience.until("its sockets are closed", () -> !accepts(endpoint));

            holding.letGo("drained");
            holding.letGo("drained-model");

            assertThat(soon(call).body()).contains("held drained");
            assertThat(soon(model).body()).contains("held drained-model", "end_turn");
            assertThat(up.exitCode()).isZero();
            assertThat(List.of(holding.acts("drained"), holding.acts("drained-model")))
                    .containsOnly(1);
        }
    }

    private static boolean accepts(URI endpoint) {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aCallForAModelIsRecordedAsEndedByTheStop() throws Exception {
        try (GatehouseProcess up = up("limits: {drain: 10m}\n", "0")) {
            CompletableFuture<HttpResponse<String>> running = postModel(endpoint(up), "modelled");
            holding.awaitState("modelled", "waiting");
            up.signal("TERM");
            up.err(line -> line.contains("Stopping; new requests are refused"));
            up.signal("TERM");
            assertThat(soon(running).statusCode()).isEqualTo(529);
            assertThat(up.exitCode()).isZero();
            assertThat(up.allErr())
                    .anyMatch(line -> line.contains("\"event\":\"call\"")
                            && line.contains("\"door\":\"messages\"")
                            && line.contains("\"outcome\":\"failed\",\"known\":\"sent_outcome_unknown\"")
                            && line.contains("the gateway stopped before the server answered"))
                    .anyMatch(
                            line -> line.contains("\"event\":\"request\"") && line.contains("\"outcome\":\"failed\""));
        }
    }

    @Test
    void streamsThatOnlyWaitForNewsDelayNothing() throws Exception {
        try (GatehouseProcess up = up("", "0")) {
            URI endpoint = endpoint(up);
            HttpResponse<InputStream> listening = http.send(
                    request(endpoint, "subscriptions/listen")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                                    + "\"subscriptions/listen\",\"params\":{\"notifications\":{\"toolsListChanged\":true},"
                                    + MODERN + "}}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            HttpResponse<InputStream> events = http.send(
                    HttpRequest.newBuilder(endpoint.resolve("/sse"))
                            .header("Accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(List.of(listening.statusCode(), events.statusCode())).containsOnly(200);
            Instant asked = Instant.now();
            up.signal("TERM");
            assertThat(up.exitCode()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertThat(new String(listening.body().readAllBytes())).contains("\"resultType\":\"complete\"");
            events.body().readAllBytes();
        }
    }

    @Test
    void ofTwoStartedTogetherOneServesAndTheOtherSaysWhyNot() throws Exception {
        try (GatehouseProcess one = up("", "0");
                GatehouseProcess two = up("", "0")) {
            Patience.until("one has ended", () -> !one.alive() || !two.alive());
            GatehouseProcess serving = one.alive() ? one : two;
            GatehouseProcess refused = one.alive() ? two : one;
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err(line -> line.contains("\"level\":\"error\"")))
                    .contains("Another gateway uses the data folder", "--data");
            assertThat(get(endpoint(serving), "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void stdioEndsInTheSameOrder() throws Exception {
        configure("");
        try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + call("stdio") + "}");
            holding.awaitState("stdio", "waiting");
            stdio.signal("TERM");
            awaitRefusals(stdio);
            holding.letGo("stdio");
            assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("held stdio");
            assertThat(stdio.exitCode()).isZero();
            assertThat(holding.acts("stdio")).isEqualTo(1);
        }
    }

    @Test
    void stdioAnswersWhatIsStillInProgressAtASecondSignal() throws Exception {
        configure("");
        try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + call("stdio2") + "}");
            holding.awaitState("stdio2", "waiting");
            stdio.signal("TERM");
            awaitRefusals(stdio);
            stdio.signal("TERM");
            assertThat(stdio.out(line -> line.contains("\"id\":1")))
                    .contains("\"isError\":true", "may have had its effect");
            assertThat(stdio.exitCode()).isZero();
        }
    }

    /// Waits until the first signal has come: two that come together may be one to the process.
    private static void awaitRefusals(GatehouseProcess stdio) {
        Patience.until("new calls are refused", () -> {
            try {
                stdio.write("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" + MODERN + "}}");
            } catch (IOException gone) {
                return false;
            }
            return stdio.allOut().stream().anyMatch(line -> line.contains(InFlight.REFUSAL));
        });
    }

    private GatehouseProcess up(String more, String port) throws Exception {
        configure(more);
        return new GatehouseProcess(folder, "up", "--host", "127.0.0.1", "--port", port, "--json");
    }

    private void configure(String more) throws Exception {
        Files.writeString(folder.resolve("gatehouse.yaml"), yaml(more));
        Files.writeString(folder.resolve("script.yaml"), """
                turns:
                  - when: { result: true }
                    say: "It says: ${result}"
                  - when: { user: '/act (\\S+)/' }
                    say:
                      - { call: "*hold_counted", arguments: { key: "${user.1}" } }
                  - say: Hello.
                """);
    }

    private static String yaml(String more) {
        return "servers: {holding: {url: \"" + holding.endpoint() + "\"}}\n"
                + "models: {providers: {script: {type: scripted, script: script.yaml}}}\n" + more;
    }

    private static URI endpoint(GatehouseProcess up) {
        return URI.create(MAPPER.readTree(up.out(line -> line.startsWith("{")))
                .get("endpoint")
                .asString());
    }

    private static String call(String key) {
        return "{\"name\":\"holding_hold_counted\",\"arguments\":{\"key\":\"" + key + "\"}," + MODERN + "}";
    }

    private static HttpRequest.Builder request(URI endpoint, String method) {
        return HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    private static CompletableFuture<HttpResponse<String>> post(URI endpoint, String params) {
        HttpRequest request = request(endpoint, "tools/call")
                .header("Mcp-Name", "holding_hold_counted")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /// The answer, which must not wait for anybody.
    private static HttpResponse<String> soon(CompletableFuture<HttpResponse<String>> answer) {
        return answer.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /// A request to a model that calls the tool.
    private static CompletableFuture<HttpResponse<String>> postModel(URI endpoint, String key) {
        JsonNode body = using(ask("act " + key), "holding", "gatehouse://server/holding");
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/v1/messages"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", USUAL)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI endpoint, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(endpoint.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
