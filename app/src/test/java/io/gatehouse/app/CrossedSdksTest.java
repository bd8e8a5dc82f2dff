package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.SdkPeers.Server;
import io.gatehouse.fixtures.RealClient;
import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every official SDK as a client with every one as a server, in each era that it speaks: calls, resources,
/// prompts, completion, progress, and what servers ask of people and models, also one after the other in one
/// call.
@Order(1)
@Tag("real")
class CrossedSdksTest {
    private static final List<String> CALLS = List.of("echo", "ask", "sample", "introduce", "count");

    @TempDir
    private static Path folder;

    private static SdkPeers peers;
    private static final Map<String, JsonNode> REPORTS = new HashMap<>();

    /// A client, and what it performs a scenario with.
    record Client(String name, String revision, BiFunction<URI, String, JsonNode> program) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        peers = new SdkPeers(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        REPORTS.clear();
        if (peers != null) {
            peers.close();
        }
    }

    private static Stream<Client> clients() {
        Stream<Client> real = Stream.of(
                client(RealClients.typescript1(), "2025-11-25"),
                client(RealClients.typescript2("legacy"), "2025-11-25"),
                client(RealClients.typescript2("auto"), "2026-07-28"),
                client(RealClients.python1(), "2025-11-25"),
                client(RealClients.python2("legacy"), "2025-11-25"),
                client(RealClients.python2("auto"), "2026-07-28"));
        return Stream.concat(real, Stream.of(new Client("Java", "2025-11-25", JavaSdkClient::perform)));
    }

    private static Client client(RealClient client, String revision) {
        return new Client(client.name(), revision, client::perform);
    }

    static Stream<Arguments> pairs() {
        return clients().flatMap(client -> Arrays.stream(Server.values()).map(server -> Arguments.of(client, server)));
    }

    /// One run of the client with all servers, since starting it takes longest.
    private static JsonNode report(Client client) {
        return REPORTS.computeIfAbsent(client.name(), name -> client.program().apply(peers.endpoint(), scenario()));
    }

    private static String scenario() {
        return """
                {"capabilities": ["elicitation", "sampling"],
                 "elicitation": {"action": "accept", "content": {"name": "Ada", "age": 36}},
                 "calls": [%s], "reads": [%s], "gets": [%s], "completions": [%s]}
                """.formatted(
                        each("""
                                {"name": "%1$s_echo", "arguments": {"text": "grüße ✓"}},
                                {"name": "%1$s_ask"},
                                {"name": "%1$s_sample", "arguments": {"prompt": "hello %1$s"}},
                                {"name": "%1$s_introduce"},
                                {"name": "%1$s_count", "progress": true}"""),
                        each("\"asking://%1$s/note\", \"asking://%1$s/items/7\""),
                        each("{\"name\": \"%1$s_greet\", \"arguments\": {\"who\": \"Ada\"}}"),
                        each("""
                                {"ref": {"type": "ref/prompt", "name": "%1$s_greet"},
                                 "argument": {"name": "who", "value": "par"}}"""));
    }

    private static String each(String part) {
        return Arrays.stream(Server.values()).map(part::formatted).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @EnumSource
    void theGatewaySpeaksTheNewestEraOfEveryServer(Server server) {
        assertThat(peers.speaksModern(server)).isEqualTo(server.modern());
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("pairs")
    void everySdkWorksWithEveryOther(Client client, Server server) {
        JsonNode report = report(client);
        int place = server.ordinal();

        assertThat(report.path("revision").asString()).isEqualTo(client.revision());
        assertThat(result(report, server, "echo")
                        .at("/result/structuredContent/text")
                        .asString())
                .isEqualTo("grüße ✓");
        assertThat(said(report, server, "ask")).isEqualTo("accept Ada 36");
        assertThat(said(report, server, "sample")).isEqualTo("A fixed answer.");
        assertThat(said(report, server, "introduce")).isEqualTo("Ada: A fixed answer.");
        assertThat(said(report, server, "count")).isEqualTo("counted to 3");
        assertThat(progress(report, server)).isNotEmpty();
        assertThat(report.path("reads")
                        .path(2 * place)
                        .at("/result/contents/0/text")
                        .asString())
                .isEqualTo("note of " + server);
        assertThat(report.path("reads")
                        .path(2 * place + 1)
                        .at("/result/contents/0/text")
                        .asString())
                .isEqualTo("item 7 of " + server);
        assertThat(report.path("gets")
                        .path(place)
                        .at("/result/messages/0/content/text")
                        .asString())
                .isEqualTo("Greet Ada from " + server + ".");
        assertThat(report.path("completions")
                        .path(place)
                        .at("/result/completion/values")
                        .toString())
                .isEqualTo("[\"paris\",\"park\"]");
    }

    @ParameterizedTest(name = "{1} asks {0}")
    @MethodSource("pairs")
    void everySdkIsAskedByEveryOther(Client client, Server server) {
        JsonNode report = report(client);

        List<JsonNode> forms =
                asked(report, "elicitation/create", "/message", text -> "Who are you? " + text + " asks.", server);
        assertThat(forms).hasSize(2).allSatisfy(form -> {
            assertThat(form.at("/requestedSchema/properties/name/title").asString())
                    .isEqualTo("Name");
            assertThat(form.at("/requestedSchema/properties/age/minimum").asInt(-1))
                    .isZero();
        });
        String prompt = "/messages/0/content/text";
        assertThat(asked(report, "sampling/createMessage", prompt, text -> "hello " + text, server))
                .hasSize(1);
        assertThat(asked(report, "sampling/createMessage", prompt, text -> "Greet Ada from " + text + ".", server))
                .hasSize(1)
                .allSatisfy(sampling ->
                        assertThat(sampling.path("maxTokens").asInt()).isEqualTo(100));
    }

    private static JsonNode result(JsonNode report, Server server, String tool) {
        return report.path("calls").path(server.ordinal() * CALLS.size() + CALLS.indexOf(tool));
    }

    private static String said(JsonNode report, Server server, String tool) {
        JsonNode call = result(report, server, tool);
        return call.at("/result/content/0/text").asString(call.toString());
    }

    /// The updates of a call: the Java SDK tells of all calls in one place.
    private static List<JsonNode> progress(JsonNode report, Server server) {
        JsonNode own = result(report, server, "count").path("progress");
        String token = "progress-" + server + "_count";
        return own.isArray()
                ? own.valueStream().toList()
                : report.path("progress")
                        .valueStream()
                        .filter(update ->
                                update.path("progressToken").asString().equals(token))
                        .toList();
    }

    private static List<JsonNode> asked(
            JsonNode report, String method, String at, Function<Server, String> text, Server server) {
        return StreamSupport.stream(report.path("requests").spliterator(), false)
                .filter(request -> request.path("method").asString().equals(method))
                .map(request -> request.path("params"))
                .filter(params -> params.at(at).asString("").equals(text.apply(server)))
                .toList();
    }
}
