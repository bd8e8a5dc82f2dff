package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.fixtures.ScriptedProvider;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `/metrics` counts of the Messages API.
class ModelMetricsTest {
    @TempDir
    Path folder;

    private ScriptedProvider provider;
    private ScriptedProvider spare;
    private TestGateway shop;
    private TestGateway gateway;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        provider = new ScriptedProvider("""
                models: ["*"]
                turns:
                  - { when: { user: busy }, error: { status: 529, headers: { retry-after-ms: "1" } } }
                  - { when: { user: wrong }, error: { status: 400 } }
                  - { when: { user: breaks }, say: a few words, error: { status: 529 }, error-after: 4 }
                  - { when: { user: stalls }, stall-after: 6, say: this does not end }
                  - { when: { result: true }, usage: { input: 1000, output: 100 }, say: "it says ${result}" }
                  - when: { tools: "*get_order" }
                    usage: { input: 500, output: 50 }
                    say: [ { call: "*get_order", arguments: { id: "10042" } } ]
                  - { usage: { input: 10, output: 1 }, say: hello }
                """);
        spare = new ScriptedProvider("models: [\"*\"]\nturns: [ { usage: { input: 7, output: 2 }, say: hello } ]\n");
        shop = TestGateway.startSample(Files.createDirectory(folder.resolve("shop")));
        gateway = TestGateway.start(Files.createDirectory(folder.resolve("gateway")), """
                servers: {shop: {url: "%s"}}
                models:
                  providers:
                    main: {url: "%s", key: sk-of-main, retries: 1}
                    spare: {url: "%s", key: sk-of-spare, retries: 0}
                  routes: {"claude-fine": main, "claude-*": [main, spare]}
                  default: main
                  prices: {"claude-opus-*": {input: 3, output: 15}}
                """.formatted(
                        shop.address("/mcp"), provider.address(), spare.address()));
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
        shop.close();
        spare.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestIsCountedWithTimesAndTokens(boolean stream) throws Exception {
        assertThat(ask("claude-fine", "hi", stream, "")).contains("hello");
        assertThat(metrics())
                .contains(
                        requests("main", "claude-fine", "200", "") + " 1.0",
                        "gatehouse_model_request_duration_seconds_count{model=\"claude-fine\",operation=\"messages\","
                                + "provider=\"main\"} 1",
                        "gatehouse_model_tokens_total{model=\"claude-fine\",provider=\"main\",type=\"input\"} 10.0",
                        "gatehouse_model_tokens_total{model=\"claude-fine\",provider=\"main\",type=\"output\"} 1.0",
                        "gatehouse_model_tokens_total{model=\"claude-fine\",provider=\"main\",type=\"cache_read\"} 0.0",
                        "gatehouse_model_tokens_total{model=\"claude-fine\",provider=\"main\",type=\"cache_creation\"}"
                                + " 0.0",
                        "gatehouse_model_requests_in_progress{provider=\"main\"} 0.0");
        assertThat(firstTokens("claude-fine")).hasSize(stream ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLoopOfARequestIsCountedOnceWithItsIterations(boolean stream) throws Exception {
        String servers = "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"shop\",\"url\":\"gatehouse://server/shop\"}],"
                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"shop\"}],";
        assertThat(ask("claude-opus-9", "where is it", stream, servers)).contains("it says");
        assertThat(metrics())
                .contains(
                        requests("main", "claude-opus-*", "200", "") + " 1.0",
                        "gatehouse_model_loop_iterations_count{model=\"claude-opus-*\",provider=\"main\"} 1",
                        "gatehouse_model_loop_iterations_sum{model=\"claude-opus-*\",provider=\"main\"} 2.0",
                        "gatehouse_model_tokens_total{model=\"claude-opus-*\",provider=\"main\",type=\"input\"} 1500.0",
                        "gatehouse_model_cost_total{model=\"claude-opus-*\",provider=\"main\"} 0.00675",
                        "gatehouse_model_requests_in_progress{provider=\"main\"} 0.0");
        assertThat(firstTokens("claude-opus-*")).hasSize(stream ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retriesAndFailoversAreCountedByProvider(boolean stream) throws Exception {
        assertThat(ask("claude-any", "busy", stream, "")).contains("hello");
        assertThat(metrics())
                .contains(
                        "gatehouse_model_retries_total{provider=\"main\"} 1.0",
                        "gatehouse_model_failovers_total{provider=\"main\"} 1.0",
                        requests("spare", "claude-*", "200", "") + " 1.0",
                        "gatehouse_model_requests_in_progress{provider=\"main\"} 0.0",
                        "gatehouse_model_requests_in_progress{provider=\"spare\"} 0.0");
    }

    @Test
    void errorsAreCountedByTypeAlsoInTheMiddleOfAStream() throws Exception {
        ask("claude-fine", "wrong", false, "");
        ask("claude-fine", "busy", false, "");
        ask("claude-fine", "breaks", true, "");
        assertThat(metrics())
                .contains(
                        requests("main", "claude-fine", "400", "invalid_request_error") + " 1.0",
                        requests("main", "claude-fine", "529", "overloaded_error") + " 1.0",
                        requests("main", "claude-fine", "200", "overloaded_error") + " 1.0");
    }

    @Test
    void aStreamThatEndsBeforeItsMessageIsCountedAsAnError() throws Exception {
        String start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n";
        HttpServer unfinished = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        unfinished.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(start.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        unfinished.start();
        gateway.close();
        gateway = TestGateway.start(
                Files.createDirectory(folder.resolve("other")),
                "models: {providers: {main: {url: \"http://127.0.0.1:%d\", key: sk-of-main}}, routes: {claude-fine: main}}\n"
                        .formatted(unfinished.getAddress().getPort()));
        try {
            assertThat(ask("claude-fine", "hi", true, "")).startsWith(start + "event: error\n");
            assertThat(metrics()).contains(requests("main", "claude-fine", "200", "api_error") + " 1.0");
        } finally {
            unfinished.stop(0);
        }
    }

    @Test
    void whatIsInProgressIsCountedUntilItsClientLeaves() throws Exception {
        HttpResponse<InputStream> answer =
                client.send(request("claude-fine", "stalls", true, ""), BodyHandlers.ofInputStream());
        assertThat(metrics()).contains("gatehouse_model_requests_in_progress{provider=\"main\"} 1.0");
        answer.body().close();
        gateway.request();
        assertThat(metrics())
                .contains(
                        "gatehouse_model_requests_in_progress{provider=\"main\"} 0.0",
                        requests("main", "claude-fine", "200", "client_closed") + " 1.0");
    }

    @Test
    void callersMakeNoSeriesAtWill() throws Exception {
        for (int number = 0; number < 20; number++) {
            ask("strange-" + number, "hi", false, "");
            ask("claude-" + number, "hi", true, "");
            client.send(
                    HttpRequest.newBuilder(gateway.address("/v1/strange/" + number))
                            .build(),
                    BodyHandlers.discarding());
        }
        List<String> lines = metrics();
        assertThat(lines)
                .contains(
                        requests("main", "other", "200", "") + " 20.0",
                        requests("main", "claude-*", "200", "") + " 20.0");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("gatehouse_model_requests_total"))
                .hasSizeLessThan(5);
        assertThat(lines).noneMatch(line -> line.contains("strange") || line.contains("claude-1"));
    }

    private String ask(String model, String text, boolean stream, String more) throws Exception {
        String answer = client.send(request(model, text, stream, more), BodyHandlers.ofString())
                .body();
        gateway.request();
        return answer;
    }

    private HttpRequest request(String model, String text, boolean stream, String more) {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":500,\"stream\":" + stream + "," + more
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        return HttpRequest.newBuilder(gateway.address("/v1/messages"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private List<String> metrics() throws Exception {
        HttpRequest get = HttpRequest.newBuilder(gateway.address("/metrics")).build();
        return client.send(get, BodyHandlers.ofString()).body().lines().toList();
    }

    private List<String> firstTokens(String model) throws Exception {
        String series =
                "gatehouse_model_time_to_first_token_seconds_count{model=\"" + model + "\",provider=\"main\"} 1";
        return metrics().stream().filter(series::equals).toList();
    }

    private static String requests(String provider, String model, String status, String error) {
        return "gatehouse_model_requests_total{error_type=\"" + error + "\",model=\"" + model
                + "\",operation=\"messages\",provider=\"" + provider + "\",status=\"" + status + "\"}";
    }
}
