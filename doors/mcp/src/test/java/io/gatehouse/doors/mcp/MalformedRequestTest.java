package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every row is a request that is refused before any handler sees it.
class MalformedRequestTest {
    private static EndpointServer server;

    @BeforeAll
    static void start() {
        server = new EndpointServer(EndpointSettings.builder().bodyBytes(4096).build());
    }

    @AfterAll
    static void stop() {
        assertThat(server.handler.peers).isEmpty();
        server.close();
    }

    static Stream<Arguments> bodies() {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"";
        return Stream.of(
                arguments("", 400, -32700, "null"),
                arguments("{", 400, -32700, "null"),
                arguments("{} x", 400, -32700, "null"),
                arguments("not json", 400, -32700, "null"),
                arguments("\"text\"", 400, -32600, "null"),
                arguments("null", 400, -32600, "null"),
                arguments("{}", 400, -32600, "null"),
                arguments("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", 400, -32600, "1"),
                arguments("{\"id\":1,\"method\":\"ping\"}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", 400, -32600, "null"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", 400, -32600, "null"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", 400, -32600, "null"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1e99,\"method\":\"ping\"}", 400, -32600, "null"),
                arguments(
                        "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(400) + ",\"method\":\"ping\"}",
                        400,
                        -32600,
                        "null"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + "m".repeat(300) + "\"}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}", 400, -32600, "1"),
                arguments(call + ",\"_meta\":7}}", 400, -32600, "1"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", 400, -32600, "null"),
                arguments("{\"jsonrpc\":\"2.0\",\"id\":1,\"i\\u0064\":2,\"method\":\"ping\"}", 400, -32600, "null"),
                arguments(call + ",\"name\":\"other\"}}", 400, -32600, "null"),
                arguments(call + ",\"Name\":\"other\"}}", 400, -32600, "1"),
                arguments(call + ",\"arguments\":" + "[".repeat(200) + "]".repeat(200) + "}}", 400, -32700, "null"),
                arguments(call + ",\"arguments\":\"" + "x".repeat(5000) + "\"}}", 413, -32600, "null"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBadBodyIsRefused(String body, int status, int code, String id) {
        HttpResponse<String> response = server.post(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"")
                .contains("\"io.gatehouse/failure\":{\"category\":\"validation\",\"outcome\":\"not_sent\","
                        + "\"requestId\":\"req_");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse<String> response = server.send(
                server.request().POST(BodyPublishers.ofByteArray(body)).build());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("-32700").contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonp", "application/x-www-form-urlencoded", "json"})
    void onlyJsonIsTaken(String type) {
        assertThat(server.post(PING, "Content-Type", type).statusCode()).isEqualTo(415);
    }

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @ParameterizedTest
    @CsvSource({
        "application/json, 200",
        "text/event-stream, 200",
        "*/*, 200",
        "application/*, 200",
        "'Application/JSON;q=0.9, Text/Event-Stream', 200",
        "text/html, 406",
        "image/png, 406"
    })
    void oneFormOfAnAnswerMustBeAccepted(String accept, int status) {
        assertThat(server.post(PING, "Accept", accept).statusCode()).isEqualTo(status);
    }

    @Test
    void contentTypeMayHaveParameters() {
        assertThat(server.post(PING, "Content-Type", "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "2026-01-01", "2025-06-18x", ""})
    void anUnknownVersionHeaderIsRefused(String version) {
        HttpResponse<String> response = server.post(PING, "MCP-Protocol-Version", version);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"id\":1").contains("-32022");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "OPTIONS", "HEAD"})
    void otherMethodsAreNotAllowed(String method) {
        HttpResponse<String> response = server.send(
                server.request().method(method, BodyPublishers.noBody()).build());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, POST, DELETE");
    }

    @ParameterizedTest
    @CsvSource({"2025-06-18, 400", "2025-11-25, 400", "2026-07-28, 400", "2025-03-26, 200", "2024-11-05, 200"})
    void batchesBelongToTheirRevisions(String revision, int status) {
        assertThat(server.post("[" + PING + "]", "MCP-Protocol-Version", revision)
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[", "[1,]"})
    void aBadBatchIsRefused(String body) {
        assertThat(server.post(body).statusCode()).isEqualTo(400);
    }
}
