package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The plain way of requests in every revision.
class HttpEndpointTest {
    private static EndpointServer server;

    @BeforeAll
    static void start() {
        server = new EndpointServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-10-07, 2024-11-05",
        "2024-11-05, 2024-11-05",
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25"
    })
    void initializeAgreesOnARevision(String requested, String agreed) {
        HttpResponse<String> response = server.post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + requested + "\",\"capabilities\":{}}}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Mcp-Session-Id").orElseThrow())
                .matches("[A-Za-z0-9_-]+")
                .hasSizeLessThan(400);
        assertThat(response.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"protocolVersion\":\"" + agreed
                        + "\",\"capabilities\":{\"tools\":{\"listChanged\":true},\"logging\":{},"
                        + "\"resources\":{\"subscribe\":true}},\"serverInfo\":{\"name\":\"echo\",\"version\":\"1.10\"},"
                        + "\"instructions\":\"say \\\"echo\\\"\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void aSessionServesItsRequests(String revision) {
        String session = server.initialize(revision, "{}");
        assertThat(server.post(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                                "Mcp-Session-Id",
                                session)
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> list = server.post(
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}",
                "Mcp-Session-Id",
                session,
                "MCP-Protocol-Version",
                revision);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{ \"tools\" : [], \"x\":1.10 }}");
        HttpResponse<String> ping =
                server.post("{\"jsonrpc\":\"2.0\",\"id\":-3,\"method\":\"ping\"}", "Mcp-Session-Id", session);
        assertThat(ping.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":-3,\"result\":{}}");
    }

    // RFC 8259, section 8.1.
    @Test
    void aByteOrderMarkIsIgnored() {
        assertThat(server.post("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(server.post("\uFEFF[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]")
                        .body())
                .isEqualTo("[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]");
        assertThat(server.post("\uFEFF").statusCode()).isEqualTo(400);
        assertThat(server.post("\uFEFF\uFEFF{}").statusCode()).isEqualTo(400);
    }

    @Test
    void argumentsAndResultsPassAsTheyCame() {
        String arguments = "{ \"n\":1.10, \"n\":1e400 ,\"text\":\"\\u00e9é\" }";
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":"
                        + arguments + "}}";
        assertThat(server.post(call).body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"content\":[],\"structuredContent\":"
                        + arguments + "}}");
        assertThat(server.modern("tools/call", "\"name\":\"echo\",\"arguments\":" + arguments, "Mcp-Name", "echo")
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\",\"content\":[],"
                        + "\"structuredContent\":" + arguments + "}}");
    }

    @Test
    void discoverSaysWhatTheHandlerIs() {
        HttpResponse<String> response = server.modern("server/discover", "");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(response.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\","
                        + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{\"listChanged\":true},"
                        + "\"logging\":{},\"resources\":{\"subscribe\":true}},\"instructions\":\"say \\\"echo\\\"\","
                        + "\"ttlMs\":5000,\"cacheScope\":\"public\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                        + "{\"name\":\"echo\",\"version\":\"1.10\"}}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "resources/unsubscribe",
                "no/such"
            })
    void whatTheModernEraDoesNotHaveIs404(String method) {
        HttpResponse<String> response = server.modern(method, "");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"id\":7").contains("-32601");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/discover", "subscriptions/listen", "no/such"})
    void whatTheLegacyEraDoesNotHaveIsAnAnswer(String method) {
        HttpResponse<String> response =
                server.post("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{}}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"id\":7").contains("-32601");
    }

    @Test
    void errorsOfAHandlerKeepTheirStatus() {
        assertThat(server.modern("tools/call", "\"name\":\"failing\"", "Mcp-Name", "failing")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.modern("tools/call", "\"name\":\"demanding\"", "Mcp-Name", "demanding")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> thrown = server.modern("tools/call", "\"name\":\"throws\"", "Mcp-Name", "throws");
        assertThat(thrown.statusCode()).isEqualTo(200);
        assertThat(thrown.body())
                .contains("\"isError\":true", "\"outcome\":\"sent_outcome_unknown\"", "Request ID: req_")
                .doesNotContain("secret");
    }
}
