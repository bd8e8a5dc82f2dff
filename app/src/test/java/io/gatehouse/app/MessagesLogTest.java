package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the program that runs tells of requests to models: one line each, in which nothing stands that was said, and no
/// credential. Everything secret in this test has `s3cret` in it.
class MessagesLogTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String KEY = KeyMaker.make();

    @TempDir
    static Path folder;

    private static ScriptedProvider provider;
    private static TestGateway shop;
    private static GatehouseProcess up;
    private static String welcome;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        provider = new ScriptedProvider("""
                turns:
                  - { when: { user: broken }, error: { status: 529, message: s3cret-problem }, error-after: 4, say: s3cret-words }
                  - { when: { user: limited }, error: { status: 429, message: s3cret-problem } }
                  - { when: { result: true }, usage: { input: 1000, output: 100 }, say: "s3cret-answer ${results}" }
                  - when: { tools: "*get_order" }
                    usage: { input: 500, output: 50 }
                    say:
                      - s3cret-thought
                      - { call: "*get_order", arguments: { id: "10042" } }
                      - { call: "*get_order", arguments: { id: s3cret-order } }
                  - { usage: { input: 10, output: 1 }, say: s3cret-answer }
                """);
        shop = TestGateway.startSample(Files.createDirectory(folder.resolve("shop")));
        List<String> tool = PlainServer.command(Era.BOTH);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                auth: {keys: [%s]}
                servers:
                  shop: {url: "%s"}
                  tool: {command: %s, args: %s}
                models:
                  providers:
                    main: {url: "%s", key: sk-s3cret-provider, headers: {x-own: s3cret-header}, retries: 0}
                  prices: {"scripted*": {input: 3, output: 15}}
                """.formatted(
                        KeyMaker.line("ci", KEY).strip().replaceFirst("^- ", ""),
                        shop.address("/mcp"),
                        Json.quote(tool.getFirst()),
                        tool.subList(1, tool.size()).stream().map(Json::quote).toList(),
                        provider.address()));
        up = new GatehouseProcess(folder, "up", "--port", "0");
        welcome = up.out(line -> line.startsWith("Messages API:"));
        address = URI.create(welcome.replaceFirst("^.*ANTHROPIC_BASE_URL=(\\S+).*$", "$1"));
    }

    @AfterAll
    static void stop() {
        up.close();
        shop.close();
        provider.close();
    }

    private static HttpResponse<String> send(String text, boolean withServers, boolean streamed, String key)
            throws Exception {
        String servers = "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"orders\",\"url\":\"gatehouse://server/shop\","
                + "\"authorization_token\":\"s3cret-token\"}],"
                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"orders\"}],";
        String body = "{\"model\":\"scripted-x\",\"max_tokens\":500,\"stream\":" + streamed + ","
                + (withServers ? servers : "")
                + "\"system\":\"s3cret-system\",\"metadata\":{\"user_id\":\"s3cret-user\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"s3cret " + text + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/messages?beta=true&x=s3cret-query"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .header("authorization", "Bearer " + key)
                .header("x-api-key", "sk-s3cret-of-the-caller")
                .header("cookie", "s3cret=1")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .header("authorization", "Bearer " + KEY)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /// The line of a request that was answered.
    private static JsonNode line(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("request-id").orElseThrow();
        return MAPPER.readTree(
                up.err(line -> line.contains("\"event\":\"request\"") && line.contains("\"" + id + "\"")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestWithServers(boolean streamed) throws Exception {
        HttpResponse<String> answer = send("Where are my orders?", true, streamed, KEY);
        assertThat(answer.body()).contains("s3cret-answer", "mcp_tool_result");

        JsonNode line = line(answer);

        List<String> names = new ArrayList<>(List.of(
                "time",
                "level",
                "event",
                "request",
                "caller",
                "address",
                "path",
                "model",
                "provider",
                "servers",
                "tool_calls",
                "tools",
                "input_tokens",
                "output_tokens",
                "cache_creation_tokens",
                "cache_read_tokens",
                "cost",
                "duration_ms"));
        names.addAll(streamed ? List.of("first_token_ms", "status", "ending") : List.of("status", "ending"));
        assertThat(line.propertyNames()).containsExactlyElementsOf(names);
        assertThat(line.path("caller").asString()).isEqualTo("ci");
        assertThat(line.path("path").asString()).isEqualTo("/v1/messages");
        assertThat(line.path("model").asString()).isEqualTo("scripted-x");
        assertThat(line.path("provider").asString()).isEqualTo("main");
        assertThat(line.path("servers").toString()).isEqualTo("[\"orders\"]");
        assertThat(line.path("tool_calls").asInt()).isEqualTo(2);
        assertThat(line.path("tools")).hasSize(2).allSatisfy(tool -> {
            assertThat(tool.propertyNames()).containsExactly("server", "tool", "duration_ms", "outcome");
            assertThat(tool.path("server").asString()).isEqualTo("orders");
            assertThat(tool.path("tool").asString()).isEqualTo("shop_get_order");
            assertThat(tool.path("duration_ms").asDouble()).isPositive();
        });
        assertThat(line.path("tools")
                        .valueStream()
                        .map(tool -> tool.path("outcome").asString()))
                .containsExactlyInAnyOrder("ok", "tool_error");
        assertThat(line.path("input_tokens").asInt()).isEqualTo(1_500);
        assertThat(line.path("output_tokens").asInt()).isEqualTo(150);
        assertThat(line.path("cost").decimalValue()).isEqualByComparingTo("0.00675");
        assertThat(line.path("duration_ms").asDouble()).isPositive();
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("ending").asString()).isEqualTo("end_turn");
        assertThat(up.err(each -> each.contains("\"door\":\"messages\"")
                        && each.contains(line.path("request").asString())))
                .contains("\"event\":\"call\"", "\"caller\":\"ci\"", "\"tool\":\"shop_get_order\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestWithoutServers(boolean streamed) throws Exception {
        JsonNode line = line(send("Hello", false, streamed, KEY));

        assertThat(line.has("servers") || line.has("tools") || line.has("tool_calls"))
                .isFalse();
        assertThat(line.path("provider").asString()).isEqualTo("main");
        assertThat(line.path("input_tokens").asInt()).isEqualTo(10);
        assertThat(line.path("output_tokens").asInt()).isEqualTo(1);
        assertThat(line.path("cost").decimalValue()).isEqualByComparingTo("0.000045");
        assertThat(line.path("ending").asString()).isEqualTo("end_turn");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void errors(boolean withServers) throws Exception {
        JsonNode limited = line(send("limited", withServers, true, KEY));
        assertThat(limited.path("status").asInt()).isEqualTo(429);
        assertThat(limited.path("ending").asString()).isEqualTo("rate_limit_error");
        JsonNode broken = line(send("broken", withServers, true, KEY));
        assertThat(broken.path("status").asInt()).isEqualTo(200);
        assertThat(broken.path("ending").asString()).isEqualTo("overloaded_error");
        HttpResponse<String> refused = send("Hello", withServers, true, "s3cret-key");
        String id = refused.headers().firstValue("request-id").orElseThrow();
        JsonNode stranger = MAPPER.readTree(up.err(line -> line.contains("\"" + id + "\"")));
        assertThat(stranger.path("event").asString()).isEqualTo("refused");
        assertThat(stranger.path("level").asString()).isEqualTo("warn");
        assertThat(stranger.path("reason").asString()).isEqualTo("unknown_key");
        assertThat(stranger.path("status").asInt()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "gatehouse://toolset/nope, , there is no toolset `nope`",
        "gatehouse://server/suport, , there is no server `suport`",
        "gatehouse://server/tool, s3cret-token, takes no token of a request",
    })
    void theLogSaysWhyAServerIsRefused(String url, String token, String problem) throws Exception {
        String server = "{\"type\":\"url\",\"name\":\"x\",\"url\":\"" + url + "\""
                + (token == null ? "" : ",\"authorization_token\":\"" + token + "\"") + "}";
        HttpResponse<String> answer = post("/v1/messages", """
                {"model":"scripted-x","max_tokens":9,"messages":[{"role":"user","content":"s3cret-question"}],
                "mcp_servers":[%s],"tools":[{"type":"mcp_toolset","mcp_server_name":"x"}]}""".formatted(server));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(line(answer).path("problem").asString()).contains(problem);
    }

    @Test
    void theLogSaysWhyARequestIsRefused() throws Exception {
        assertThat(line(post("/v1/messages", "{\"model\":s3cret}"))
                        .path("problem")
                        .asString())
                .contains("not valid JSON");
        assertThat(line(post("/v1/models", "{}")).path("problem").asString())
                .contains("POST is not allowed for /v1/models; use GET, HEAD.");
    }

    @Test
    void aSlipInAPathIsToldTheRightOne() throws Exception {
        String meant = "Did you mean /v1/messages?";
        HttpResponse<String> answer = post("/v1/message", "{}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains(meant);
        assertThat(post("/v1/files", "{}").body()).doesNotContain("Did you mean");
        HttpRequest toNobody = HttpRequest.newBuilder(shop.address("/v1/message"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> unserved = HTTP.send(toNobody, BodyHandlers.ofString());
        assertThat(unserved.statusCode()).isEqualTo(404);
        assertThat(unserved.body()).contains(meant);
    }

    @AfterEach
    void nothingThatWasSaidIsTold() throws Exception {
        assertThat(Stream.concat(up.allErr().stream(), up.allOut().stream()))
                .isNotEmpty()
                .noneMatch(line -> line.contains("s3cret") || line.contains(KEY));
        try (Stream<Path> files = Files.walk(folder.resolve(".gatehouse"))) {
            List<Path> kept = files.filter(Files::isRegularFile).toList();
            for (Path file : kept) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("s3cret", KEY);
            }
        }
    }

    @Test
    void theProgramSaysHowTheApiIsReached() {
        assertThat(welcome)
                .matches("Messages API: {3}export ANTHROPIC_BASE_URL=http://127\\.0\\.0\\.1:\\d+"
                        + " ANTHROPIC_API_KEY=\"\\$GATEHOUSE_KEY\" {3}\\(models of main\\)");
    }
}
