package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.scripted.RecordedRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What servers and clients do wrong in the middle of a request with MCP, through the whole gateway and over real
/// sockets: the loop goes on, and nothing runs for a client that has gone.
class MessagesFaultsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> SERVERS = List.of("old", "new", "child", "holding");
    private static final String SCRIPT = """
            turns:
              - { when: { asked: leave before, result: true }, delay: 60s, say: never }
              - { when: { result: { error: true } }, say: "It failed: ${result}" }
              - { when: { result: true }, say: "Done." }
              - { when: { user: leave silent }, delay: 60s, say: never }
              - { when: { user: leave stream }, stall-after: 5, say: a few words and then no more }
              - { when: { user: '/leave running (\\S+)/' }, say: [ { call: "*hold", arguments: { key: "${user.1}" } } ] }
              - { when: { user: leave before }, say: [ { call: "*old_echo" } ] }
            """;

    @TempDir
    static Path folder;

    private static ScriptedProvider provider;
    private static RoughServer old;
    private static RoughServer modern;
    private static HoldingServer holding;
    private static RoughServer silent;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        provider = new ScriptedProvider(SCRIPT + calls());
        old = new RoughServer(false);
        modern = new RoughServer(true);
        silent = new RoughServer(true);
        silent.hanging = true;
        holding = new HoldingServer();
        gateway = TestGateway.start(folder, """
                servers:
                  old: {url: "%s", tools: {silent: {call-timeout: 300ms}, hangbody: {call-timeout: 300ms}}}
                  new: {url: "%s", tools: {hangstream: {call-timeout: 300ms}}}
                  child: {%s, tools: {wait: {call-timeout: 300ms}}}
                  holding: {url: "%s"}
                messages: {servers: {allow: "http://127.0.0.1:*", private-ranges: 127.0.0.0/8}}
                models: {providers: {script: {url: "%s", key: sk-of-the-provider, retries: 0}}}
                """.formatted(
                        old.url(), modern.url(), RudeChild.yaml("none"), holding.endpoint(), provider.address()))
                .up();
    }

    /// Turns that call the tool which the user names.
    private static String calls() {
        return Stream.of(large(), blobs(), slow(), Stream.of(Arguments.of("gone_large")))
                .flatMap(rows -> rows)
                .map(row -> (String) row.get()[0])
                .distinct()
                .map(tool -> "  - { when: { user: call " + tool + " }, say: [ { call: " + tool + " } ] }\n")
                .collect(Collectors.joining());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        holding.close();
        silent.close();
        modern.close();
        old.close();
        provider.close();
    }

    @BeforeEach
    void forgetEarlierRequests() {
        gateway.forgetRequests();
    }

    private static String body(String text, boolean streamed, List<String> servers) {
        List<String> declared = servers.stream()
                .map(name -> "{\"type\":\"url\",\"name\":\"" + name + "\",\"url\":\""
                        + (name.equals("outside") ? silent.url() + "/" + text.hashCode() : "gatehouse://server/" + name)
                        + "\"}")
                .toList();
        List<String> toolsets = servers.stream()
                .map(name -> "{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"" + name + "\"}")
                .toList();
        return "{\"model\":\"scripted\",\"max_tokens\":500,\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}],\"mcp_servers\":["
                + String.join(",", declared) + "],\"tools\":["
                + String.join(",", toolsets) + "]}";
    }

    /// The message that answers, whole or put together from its events.
    private static JsonNode message(String text, boolean streamed) throws Exception {
        return message(gateway, text, streamed, SERVERS);
    }

    private static JsonNode message(TestGateway asked, String text, boolean streamed, List<String> servers)
            throws Exception {
        String answer = HTTP.send(
                        HttpRequest.newBuilder(asked.address("/v1/messages"))
                                .header("content-type", "application/json")
                                .header("anthropic-version", "2023-06-01")
                                .header("anthropic-beta", "mcp-client-2025-11-20")
                                .POST(BodyPublishers.ofString(body(text, streamed, servers)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return streamed ? StreamedMessage.of(answer) : MAPPER.readTree(answer);
    }

    private static Stream<Arguments> streamedOrNot(String... values) {
        return Stream.of(values).flatMap(value -> Stream.of(Arguments.of(value, false), Arguments.of(value, true)));
    }

    static Stream<Arguments> large() {
        return streamedOrNot("old_large", "new_large", "child_large");
    }

    @ParameterizedTest
    @MethodSource("large")
    void ofAResultOf31MegabytesTheModelGetsAPart(String tool, boolean streamed) throws Exception {
        JsonNode message = message("call " + tool, streamed);

        assertThat(message.path("content")).as(message.toString()).hasSize(3);
        String shown = message.at("/content/1/content/0/text").asString();
        assertThat(shown).startsWith("zzzz").contains("Cut here: the result has 31000000 bytes of text");
        assertThat(shown.length()).isBetween(399_000, 400_000);
        assertThat(message.at("/content/2/text").asString()).isEqualTo("Done.");
        assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
        assertThat(lastAsked().at("/messages/2/content/0/content/0/text").asString())
                .isEqualTo(shown);
        assertThat(gateway.request().ending()).isEqualTo("end_turn");
    }

    static Stream<Arguments> blobs() {
        return streamedOrNot("old_blob", "new_blob", "child_blob");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void anImageOf31MegabytesIsToldInWords(String tool, boolean streamed) throws Exception {
        JsonNode message = message("call " + tool, streamed);

        assertThat(message.at("/content/1/content/0/text").asString()).isEqualTo("[Image: image/png, 22.2 MB]");
        assertThat(message.at("/content/2/text").asString()).isEqualTo("Done.");
        assertThat(lastAsked().at("/messages/2/content/0/content/0/text").asString())
                .isEqualTo("[Image: image/png, 22.2 MB]");
        assertThat(gateway.request().ending()).isEqualTo("end_turn");
    }

    private static JsonNode lastAsked() {
        RecordedRequest last = provider.requests().getLast();
        return last.json();
    }

    static Stream<Arguments> slow() {
        return streamedOrNot("old_silent", "new_hangstream", "old_hangbody", "child_wait");
    }

    @ParameterizedTest
    @MethodSource("slow")
    void aServerThatIsTooSlowIsToldToTheModel(String tool, boolean streamed) throws Exception {
        JsonNode message = message("call " + tool, streamed);

        assertThat(message.at("/content/1/is_error").asBoolean(false))
                .as(message.toString())
                .isTrue();
        assertThat(message.at("/content/1/content/0/text").asString())
                .contains("Server " + tool.substring(0, tool.indexOf('_')));
        assertThat(message.at("/content/2/text").asString()).startsWith("It failed: ");
        assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
        RequestEntry entry = gateway.request();
        assertThat(entry.tools()).singleElement().satisfies(used -> {
            assertThat(used.outcome()).isEqualTo(CallOutcome.FAILED);
            assertThat(used.durationNanos()).isBetween(250_000_000L, 60_000_000_000L);
        });
        assertThat(gateway.call().outcome()).isEqualTo(CallOutcome.FAILED);
    }

    @Test
    void aCallThatWasNotSentHasOneNameInBothRecords() throws Exception {
        try (RoughServer gone = new RoughServer(true);
                TestGateway own = TestGateway.start(
                        Files.createDirectory(folder.resolve("gone")), """
                        servers: {gone: {url: "%s"}}
                        models: {providers: {script: {url: "%s", key: sk-of-the-provider, retries: 0}}}
                        """.formatted(gone.url(), provider.address()))) {
            own.up();
            gone.close();

            JsonNode message = message(own, "call gone_large", false, List.of("gone"));

            assertThat(message.at("/content/1/is_error").asBoolean(false))
                    .as(message.toString())
                    .isTrue();
            CallRecord call = own.call();
            assertThat(call.known()).isEqualTo(Outcome.NOT_SENT);
            assertThat(call.outcome()).isEqualTo(CallOutcome.FAILED);
            assertThat(own.request().tools())
                    .singleElement()
                    .satisfies(used -> assertThat(used.outcome()).isEqualTo(call.outcome()));
        }
    }

    static Stream<Arguments> stages() {
        return Stream.of("list", "silent", "stream", "running", "before")
                .flatMap(stage -> Stream.of(false, true)
                        .flatMap(streamed ->
                                Stream.of(Arguments.of(stage, streamed, false), Arguments.of(stage, streamed, true))));
    }

    /// The stages: while a server is asked for its list, while the model is silent, while it streams, while a tool
    /// runs, and between a tool's result and the model's next answer.
    @ParameterizedTest(name = "{0}, streamed {1}, reset {2}")
    @MethodSource("stages")
    void whatRunsForAClientThatGoesAwayIsCancelled(String stage, boolean streamed, boolean reset) throws Exception {
        String key = stage + streamed + reset;
        int abandoned = provider.abandoned();
        int asked = provider.requests().size();
        int lists = silent.requests.get();
        List<String> servers = stage.equals("list") ? List.of("outside") : SERVERS;
        try (RawMessages client =
                RawMessages.to(gateway.address(""), body("leave " + stage + " " + key, streamed, servers))) {
            switch (stage) {
                case "list" -> Patience.until("the list is waited for", () -> silent.requests.get() > lists);
                case "running" -> holding.awaitState(key, "waiting");
                case "before" ->
                    Patience.until("asked again", () -> provider.requests().size() == asked + 2);
                default ->
                    Patience.until(
                            "the model was asked", () -> provider.requests().size() == asked + 1);
            }
            if (stage.equals("stream") && streamed) {
                client.awaitLine("content_block_delta");
            }
            if (reset) {
                client.reset();
            }
        }
        RequestEntry entry = gateway.request();
        assertThat(entry.ending()).isEqualTo("client_closed");
        switch (stage) {
            case "list" -> assertThat(provider.requests()).hasSize(asked);
            case "running" -> {
                holding.awaitState(key, "cancelled");
                assertThat(entry.tools())
                        .singleElement()
                        .satisfies(used -> assertThat(used.outcome()).isEqualTo(CallOutcome.CANCELLED));
                assertThat(provider.requests()).hasSize(asked + 1);
            }
            default -> Patience.until("the model is left", () -> provider.abandoned() == abandoned + 1);
        }
    }
}
