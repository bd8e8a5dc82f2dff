package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests to the Messages API through the whole gateway, whose servers are real: what children do wrong in the middle
/// of a loop is told to the model.
class MessagesThroughTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SCRIPT = """
            turns:
              - { when: { result: { error: true } }, say: "It failed: ${result}" }
              - { when: { asked: die, step: 2 }, say: [ { call: "*half" } ] }
              - { when: { result: true }, say: "${results}" }
              - { when: { user: die }, say: [ { call: "*echo" } ] }
              - { when: { user: both }, say: [ { call: "*get_order", arguments: { id: "10042" } }, { call: "*echo" } ] }
              - { when: { user: ask }, say: [ { call: "*ask" } ] }
              - { when: { user: wait }, say: [ { call: "*wait" } ] }
              - { when: { user: counts }, say: [ { call: "*counts" } ] }
            """;

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestGateway shop;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("script.yaml"), SCRIPT);
        shop = TestGateway.startSample(Files.createDirectory(folder.resolve("shop")));
        gateway = TestGateway.start(folder, """
                models: { providers: { demo: { type: scripted, script: script.yaml } } }
                servers:
                  rude: { %s }
                  shop: { url: "%s" }
                """.formatted(RudeChild.yaml("none"), shop.address("/mcp")));
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
        shop.close();
    }

    private CompletableFuture<HttpResponse<String>> send(String text, boolean streamed) {
        String body = """
                {"model":"scripted","max_tokens":500,"stream":%s,"messages":[{"role":"user","content":"%s"}],
                 "mcp_servers":[{"type":"url","name":"rude","url":"gatehouse://server/rude"},
                                {"type":"url","name":"shop","url":"gatehouse://server/shop"}],
                 "tools":[{"type":"mcp_toolset","mcp_server_name":"rude"},
                          {"type":"mcp_toolset","mcp_server_name":"shop"}]}
                """.formatted(streamed, text);
        URI address = gateway.address("/v1/messages");
        return client.sendAsync(
                HttpRequest.newBuilder(address)
                        .header("content-type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .header("anthropic-beta", "mcp-client-2025-11-20")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode message(String text) {
        HttpResponse<String> response = send(text, false).join();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private String last(String text) {
        JsonNode content = message(text).path("content");
        return content.get(content.size() - 1).path("text").asString("");
    }

    @Test
    void serversOfDifferentKindsAreCalledInOneTurn() {
        JsonNode content = message("both").path("content");
        List<String> servers = new ArrayList<>();
        content.forEach(block -> servers.add(block.path("server_name").asString("")));
        assertThat(servers).containsExactly("shop", "rude", "", "", "");
        assertThat(content.at("/2/content/0/text").asString()).contains("10042");
        assertThat(content.at("/3/content/0/text").asString()).isEqualTo("here");
    }

    @Test
    void aChildThatDiesInTheMiddleOfTheLoopIsToldToTheModelAndComesBack() {
        assertThat(last("die")).startsWith("It failed:").contains("rude");
        Patience.until("the child is back", () -> counts().contains("0 waited"));
    }

    /// What the server counted. While it is held, requests go without its tools, which the script then lacks.
    private String counts() {
        HttpResponse<String> response = send("counts", false).join();
        if (response.headers().firstValue("gatehouse-left-out").orElse("").contains("rude")) {
            return "";
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode content = MAPPER.readTree(response.body()).path("content");
        return content.get(content.size() - 1).path("text").asString("");
    }

    @Test
    void aServerThatAsksInTheMiddleOfACallGetsAnAnswer() {
        assertThat(last("ask")).contains("the client said");
    }

    @Test
    void aClientThatLeavesCancelsTheCallAtTheServer() {
        for (boolean streamed : List.of(false, true)) {
            String waited = streamed ? "2 waited" : "1 waited";
            String cancelled = streamed ? "2 cancelled" : "1 cancelled";
            CompletableFuture<HttpResponse<String>> leaving = send("wait", streamed);
            Patience.until("the call runs", () -> last("counts").contains(waited));
            leaving.cancel(true);
            Patience.until("the server has heard", () -> last("counts").contains(cancelled));
        }
    }
}
