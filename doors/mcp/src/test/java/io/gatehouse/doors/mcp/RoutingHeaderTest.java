package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a modern request must carry besides its body (2026-07-28, request metadata).
class RoutingHeaderTest {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    private static EndpointServer server;

    @BeforeAll
    static void start() {
        server = new EndpointServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":{" + meta + "}}";
    }

    private static void refused(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":").contains("\"code\":" + code + ",");
        assertThat(response.body()).doesNotContain("\"id\":null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"_meta\":{}",
                "\"_meta\":{\"" + CAPABILITIES + "\":{}}",
                "\"_meta\":{\"" + VERSION + "\":\"2026-07-28\"}",
                "\"_meta\":{\"" + VERSION + "\":20260728,\"" + CAPABILITIES + "\":{}}",
                "\"_meta\":{\"" + VERSION + "\":\"2026-07-28\",\"" + CAPABILITIES + "\":[]}",
                "\"_meta\":{\"" + VERSION + "\":\"2026-07-28\",\"" + CAPABILITIES
                        + "\":{},\"io.modelcontextprotocol/clientInfo\":\"me\"}"
            })
    void requiredFieldsOfMetaAreRequired(String meta) {
        refused(server.post(body(meta), "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list"), -32602);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-28, , , -32020",
        "2026-07-28, 2026-07-28, , -32020",
        "2026-07-28, , tools/list, -32020",
        "2026-07-28, 2025-11-25, tools/list, -32020",
        "v999.0.0, 2026-07-28, tools/list, -32020",
        "2026-07-28, 2026-07-28, tools/call, -32020",
        "2026-07-28, 2026-07-28, Tools/List, -32020",
        "v999.0.0, v999.0.0, tools/list, -32022",
        "2025-11-25, 2025-11-25, tools/list, -32022"
    })
    void versionAndMethodMustMatch(String inBody, String version, String method, int code) {
        HttpRequest.Builder request = server.request();
        if (version != null) {
            request.setHeader("mcp-protocol-VERSION", version);
        }
        if (method != null) {
            request.setHeader("MCP-METHOD", method);
        }
        String meta = "\"_meta\":{\"" + VERSION + "\":\"" + inBody + "\",\"" + CAPABILITIES + "\":{}}";
        HttpResponse<String> response =
                server.send(request.POST(BodyPublishers.ofString(body(meta))).build());
        refused(response, code);
        if (code == -32022) {
            assertThat(response.body())
                    .contains("\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"" + inBody + "\"");
        }
    }

    @Test
    void surroundingSpaceIsNoMismatch() {
        assertThat(server.modern("tools/list", "", "Mcp-Method", " tools/list ").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aHeaderThatContradictsItselfIsRefused() {
        HttpRequest request = server.modernRequest(
                        "tools/call", "\"name\":\"echo\",\"arguments\":{}", "Mcp-Name", "echo")
                .header("Mcp-Name", "other")
                .build();
        refused(server.send(request), -32020);
    }

    @ParameterizedTest
    @CsvSource({
        "tools/call, name, echo, 200",
        "tools/call, name, other, 400",
        "tools/call, name, ECHO, 400",
        "tools/call, name, , 400",
        "tools/call, name, =?base64?ZWNobw==?=, 200",
        "tools/call, name, =?base64?ZWNobw?=, 400",
        "tools/call, name, =?base64?####?=, 400",
        "tools/call, name, =?base64?/w==?=, 400",
        "prompts/get, name, echo, 404",
        "prompts/get, name, , 400",
        "resources/read, uri, echo, 404",
        "resources/read, uri, other, 400",
        "tasks/get, taskId, , 400"
    })
    void theNameMustMatch(String method, String field, String header, int status) {
        String params = "\"" + field + "\":\"echo\",\"arguments\":{}";
        HttpResponse<String> response =
                header == null ? server.modern(method, params) : server.modern(method, params, "Mcp-Name", header);
        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 400) {
            refused(response, -32020);
        }
    }

    @Test
    void aNameBeyondAsciiIsEncoded() {
        String encoded =
                "=?base64?" + Base64.getEncoder().encodeToString("größe".getBytes(StandardCharsets.UTF_8)) + "?=";
        assertThat(server.modern("prompts/get", "\"name\":\"größe\"", "Mcp-Name", encoded)
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | eu                | 42   | 200",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | eu                | 42.0 | 200",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | =?base64?ZXU=?=   | 42   | 200",
                "{\"region\":\"eu\"}                         | eu                |      | 200",
                "{\"region\":null}                           |                   |      | 200",
                "{}                                          |                   |      | 200",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | us                | 42   | 400",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | EU                | 42   | 400",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | eu                | 43   | 400",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | eu                | x    | 400",
                "{\"region\":\"eu\",\"page\":{\"count\":42}} | eu                |      | 400",
                "{\"region\":\"eu\"}                         |                   |      | 400",
                "{\"region\":\"eu\"}                         | =?base64?ZXU?=    |      | 400",
                "{}                                          | eu                |      | 400",
                "{\"region\":{\"a\":1}}                        |                   |      | 200",
                "{\"region\":{\"a\":1}}                        | eu                |      | 400",
                "{\"page\":{\"count\":9007199254740993}}       |                   |      | 200",
                "{\"page\":{\"count\":9007199254740991}}       |                   |      | 400",
                "{\"page\":{\"count\":42}}                     |                   | 4.2e1 | 400",
            })
    void mirroredArgumentsMustMatch(String arguments, String region, String count, int status) {
        HttpRequest.Builder request = server.modernRequest(
                "tools/call", "\"name\":\"headers\",\"arguments\":" + arguments, "Mcp-Name", "headers");
        int sent = 0;
        if (region != null) {
            request.setHeader("mcp-param-REGION", region);
            sent++;
        }
        if (count != null) {
            request.setHeader("Mcp-Param-Count", count);
            sent++;
        }
        HttpResponse<String> response = server.send(request.build());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(status == 200 ? "\"seen\":" + sent : "-32020");
    }

    @Test
    void anArgumentTooLongForAHeaderIsRefusedAlsoWithIt() {
        String region = "x".repeat(8_000);
        HttpRequest.Builder request = server.modernRequest(
                "tools/call",
                "\"name\":\"headers\",\"arguments\":{\"region\":\"" + region + "\"}",
                "Mcp-Name",
                "headers");
        for (HttpRequest.Builder each : List.of(request, request.copy().header("Mcp-Param-Region", region))) {
            HttpResponse<String> response = server.send(each.build());
            refused(response, -32020);
            assertThat(response.body()).contains("arguments.region is mirrored", "of at most 8000");
        }
    }

    @Test
    void unknownParameterHeadersAreIgnored() {
        assertThat(server.modern("tools/list", "", "Mcp-Param-Whatever", "x").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void theModernEraIsPostOnly(String method) {
        HttpResponse<String> response = server.send(server.request("MCP-Protocol-Version", "2026-07-28")
                .method(method, BodyPublishers.noBody())
                .build());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void theModernEraTakesNoResponses() {
        assertThat(server.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "MCP-Protocol-Version", "2026-07-28")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aModernNotificationIsAccepted() throws Exception {
        HttpResponse<String> response = server.post(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/vendor\"}", "MCP-Protocol-Version", "2026-07-28");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
        assertThat(server.handler.notifications.take().method()).isEqualTo("notifications/vendor");
    }

    @Test
    void aSessionIdMeansNothingInTheModernEra() {
        HttpResponse<String> response = server.modern("tools/list", "", "Mcp-Session-Id", "nonsense");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }
}
