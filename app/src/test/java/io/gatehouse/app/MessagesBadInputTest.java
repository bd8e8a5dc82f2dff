package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.http.Header;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the Messages API refuses, through the whole gateway: in the API's shape, with its type and status and a
/// `request-id`, and before a stream begins. What goes wrong at a provider arrives as the provider said it.
class MessagesBadInputTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String SCRIPT = """
            turns:
              - { when: { user: limited }, error: { status: 429, message: Slow down, retry-after: 1 } }
              - { when: { user: wrong }, error: { status: 400, message: "messages.0: not this", code: thread_not_found } }
              - { when: { user: broken }, error: { status: 529, message: No sk-of-the-provider }, error-after: 4, say: a few words }
              - { when: { result: { error: true } }, say: "It failed: ${result}" }
              - { when: { tools: "*echo" }, say: [ { call: "*echo" } ] }
              - say: hello
            """;

    @TempDir
    static Path folder;

    private static ScriptedProvider provider;
    private static RoughServer rough;
    private static HttpServer guarded;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        provider = new ScriptedProvider(SCRIPT);
        rough = new RoughServer(true);
        guarded = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        guarded.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        guarded.start();
        gateway = TestGateway.start(folder, """
                limits: {body-bytes: 128KiB}
                servers:
                  shop: {url: "%1$s", call-timeout: 500ms}
                  gone: {url: "http://127.0.0.1:%2$d/mcp"}
                  missing: {command: there-is-no-such-program}
                messages:
                  body-bytes: 64KiB
                  other-paths: false
                  servers:
                    allow: ["http://127.0.0.1:%2$d/*", "http://127.0.0.1:%3$d/*"]
                    private-ranges: 127.0.0.0/8
                models:
                  providers: {script: {url: "%4$s", key: sk-of-the-provider, retries: 0}}
                  routes: {"scripted*": script}
                  default: none
                """.formatted(
                        rough.url(), closedPort(), guarded.getAddress().getPort(), provider.address()));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        guarded.stop(0);
        rough.close();
        provider.close();
    }

    /// A port on which nobody listens.
    private static int closedPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.address(path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(request("/v1/messages").POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode refused(HttpResponse<String> answer, int status, String type, String says) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonNode body = MAPPER.readTree(answer.body());
        assertThat(body.propertyNames()).containsExactlyInAnyOrder("type", "error", "request_id");
        assertThat(body.path("type").asString()).isEqualTo("error");
        assertThat(body.at("/error/type").asString()).isEqualTo(type);
        assertThat(body.at("/error/message").asString()).contains(says);
        assertThat(body.path("request_id").asString())
                .startsWith("req_")
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
        return body;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.gatehouse.app.MessagesBadRow#all")
    void aRequestThatIsWrong(MessagesBadRow row) throws Exception {
        int asked = provider.requests().size();
        for (boolean streamed : new boolean[] {false, true}) {
            HttpRequest.Builder request = request("/v1/messages").setHeader("anthropic-beta", row.beta());
            String body = row.body(streamed, "127.0.0.1:" + guarded.getAddress().getPort());
            refused(send(request.POST(BodyPublishers.ofString(body))), row.status(), row.type(), row.says());
        }
        assertThat(provider.requests()).as("the model was not asked").hasSize(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/messages, 405, invalid_request_error, use POST",
        "PUT, /v1/messages/count_tokens, 405, invalid_request_error, use POST",
        "POST, /v1/models, 405, invalid_request_error, use GET",
        "GET, /v1/nothing, 404, not_found_error, /v1/nothing",
        "POST, /v1/, 404, not_found_error, write it /v1.",
        "DELETE, /v1/messages/batches/x, 404, not_found_error, /v1/messages/batches/x"
    })
    void aMethodOrAPathThatIsNotServed(String method, String path, int status, String type, String says)
            throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        refused(answer, status, type, says);
    }

    @Test
    void aBodyThatIsTooLargeForTheApi() throws Exception {
        refused(post(" ".repeat(70 << 10)), 413, "request_too_large", "messages.body-bytes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatIsTooLargeForTheListener(boolean chunked) throws Exception {
        byte[] body = " ".repeat(200 << 10).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = request("/v1/messages");
        HttpResponse<String> answer = send(request.POST(
                chunked
                        ? BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))
                        : BodyPublishers.ofByteArray(body)));
        refused(answer, 413, "request_too_large", "larger than 131072 bytes");
    }

    @Test
    void aServerThatKeptItsListIsUsedAlthoughItIsAway() throws Exception {
        String body = MessagesBadRow.usingShop("go");
        assertThat(post(body).body()).contains("\"mcp_tool_result\"", "here");
        rough.hanging = true;
        rough.dropConnections();
        try {
            JsonNode message = MAPPER.readTree(post(body).body());
            assertThat(message.at("/content/1/is_error").asBoolean(false))
                    .as(message.toString())
                    .isTrue();
            assertThat(message.at("/content/2/text").asString())
                    .startsWith("It failed: ")
                    .contains("shop");
        } finally {
            rough.hanging = false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "wrong"})
    void anErrorOfTheProviderIsPassedOnUnchanged(String text) throws Exception {
        HttpResponse<String> own = HTTP.send(
                HttpRequest.newBuilder(provider.address().resolve("/v1/messages"))
                        .header("content-type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .header("x-api-key", "sk-of-the-provider")
                        .POST(BodyPublishers.ofString(MessagesBadRow.plain(text)))
                        .build(),
                BodyHandlers.ofString());
        for (String body : new String[] {MessagesBadRow.plain(text), MessagesBadRow.usingShop(text)}) {
            HttpResponse<String> through = post(body);
            assertThat(through.statusCode()).isEqualTo(own.statusCode());
            assertThat(MAPPER.readTree(through.body()).get("error"))
                    .isEqualTo(MAPPER.readTree(own.body()).get("error"));
            assertThat(through.headers().firstValue("retry-after"))
                    .isEqualTo(own.headers().firstValue("retry-after"));
            assertThat(through.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorInTheMiddleOfAStreamIsAnEventWithoutTheKeyOfTheGateway(boolean withServers) throws Exception {
        String body = withServers ? MessagesBadRow.usingShop("broken") : MessagesBadRow.plain("broken");
        HttpResponse<String> answer = post(body.replaceFirst("\\{", "{\"stream\":true,"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        String[] events = answer.body().split("\n\n");
        assertThat(events[0]).startsWith("event: message_start\n");
        String last = events[events.length - 1];
        assertThat(last).startsWith("event: error\ndata: ");
        JsonNode error = MAPPER.readTree(last.substring(last.indexOf("data: ") + 6));
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo("overloaded_error");
        assertThat(error.at("/error/message").asString()).isEqualTo("No ***");
        assertThat(answer.body()).doesNotContain("message_stop", "sk-of-the-provider");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aByteOrderMarkAndAVersionThatComesTwiceAreForTheProvider(boolean withServers) throws Exception {
        String body = withServers ? MessagesBadRow.usingShop("go") : MessagesBadRow.plain("go");
        HttpResponse<String> answer = send(request("/v1/messages")
                .header("anthropic-version", "of-tomorrow")
                .POST(BodyPublishers.ofString("\uFEFF" + body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().contains("mcp_tool_result")).isEqualTo(withServers);
        assertThat(provider.requests().getLast().headers())
                .filteredOn(header -> header.name().equalsIgnoreCase("anthropic-version"))
                .extracting(Header::value)
                .containsExactly("2023-06-01", "of-tomorrow");
    }

    @Test
    void nothingOfARefusedRequestIsKept() throws Exception {
        post("{\"model\":\"scripted\",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"s3cret-name\"}]}");
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("s3cret-name");
            }
        }
    }
}
