package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.observe.RefusalLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who probes the gateway leaves a trace, and no flood of lines.
class RefusedRequestsTest {
    private static final int FLOOD = 100;

    @TempDir
    Path folder;

    @Test
    void refusedRequestsAreLoggedUpToABoundAndCountedByReason() throws Exception {
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                limits: {body-bytes: 1KiB, header-bytes: 2KiB}
                listen: {public-url: "https://gw.example.com"}
                servers: {}
                auth:
                  keys:
                    - name: me
                      operator: true
                      sha256: "88143e7fbd0976bb2bc7889f67929c38f546198c42aa3028784a96798dd63251"
                """);
        try (GatehouseProcess gatehouse = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            URI endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
            String key = "x-api-key: key-of-me\r\n";
            refused(gatehouse, endpoint, 401, "\"reason\":\"no_key\"", RawHttp.post("", "{}"));
            refused(gatehouse, endpoint, 401, "\"reason\":\"unknown_key\"", RawHttp.post("x-api-key: other\r\n", "{}"));
            assertThat(gatehouse.allErr().stream().filter(line -> line.contains("_key\"")))
                    .hasSize(2)
                    .noneMatch(line -> line.contains("\"caller\"") || line.contains("other"));
            refused(
                    gatehouse,
                    endpoint,
                    401,
                    "\"path\":\"/v1/messages\"",
                    RawHttp.post("", "{}").replace("/mcp", "/v1/messages"));
            String models = "Authorization: Bearer " + token(endpoint, "https://gw.example.com/v1") + "\r\n";
            refused(gatehouse, endpoint, 401, "\"reason\":\"invalid_token\"", RawHttp.post(models, "{}"));
            assertThat(gatehouse.err(line -> line.contains("\"reason\":\"invalid_token\"")))
                    .contains("The token is for something else.")
                    .contains("Its audience is \\\"https://gw.example.com/v1\\\"; here it must have one of"
                            + " \\\"https://gw.example.com/mcp\\\".");
            try (RawHttp connection = RawHttp.to(endpoint)) {
                assertThat(connection.send(RawHttp.post(models, "{}")).answer())
                        .contains("The token is for something else.")
                        .doesNotContain("gw.example.com");
            }
            refused(
                    gatehouse,
                    endpoint,
                    403,
                    "forbidden",
                    RawHttp.post(key, "{}").replace("127.0.0.1", "evil.test"));
            assertThat(gatehouse.err(line -> line.contains("\"reason\":\"forbidden\"")))
                    .contains("'evil.test' does not name this server", "listen.allowed-hosts", "\"status\":403,");
            try (RawHttp connection = RawHttp.to(endpoint)) {
                assertThat(connection
                                .send(RawHttp.post("", "{}").replace("127.0.0.1", "evil.test"))
                                .answer())
                        .contains("'evil.test' does not name this server")
                        .doesNotContain("allowed-hosts");
            }
            refused(gatehouse, endpoint, 400, "bad_request", RawHttp.post(key, "no json"));
            assertThat(gatehouse.err(line -> line.contains("\"reason\":\"bad_request\"")))
                    .contains("Not a message: expected '{' at byte 0.", "\"caller\":\"me\"");
            refused(gatehouse, endpoint, 413, "body_too_large", RawHttp.post(key, "x".repeat(2000)));
            String compressed = RawHttp.post(key + "Content-Encoding: gzip\r\n", "x");
            refused(gatehouse, endpoint, 415, "content_type", compressed);
            Map<String, String> shapes = Map.of(
                    "/mcp", "{\"jsonrpc\":\"2.0\",",
                    "/sse", "{\"jsonrpc\":\"2.0\",",
                    "/v1/messages", "\"type\":\"invalid_request_error\"",
                    "/health", "{\"error\":");
            for (Map.Entry<String, String> shape : shapes.entrySet()) {
                try (RawHttp connection = RawHttp.to(endpoint)) {
                    assertThat(connection
                                    .send(compressed.replace("/mcp", shape.getKey()))
                                    .answer())
                            .startsWith("HTTP/1.1 415")
                            .containsIgnoringCase("accept-encoding: identity\r\n")
                            .contains(shape.getValue())
                            .contains("without Content-Encoding");
                }
            }
            refused(gatehouse, endpoint, 431, "headers_too_large", RawHttp.post("A: " + "x".repeat(4000) + "\r\n", ""));
            try (RawHttp connection = RawHttp.to(endpoint)) {
                String messages = RawHttp.post("x-api-key: wrong\r\n", "{}").replace("/mcp", "/v1/messages");
                for (int i = 0; i < FLOOD / 2; i++) {
                    assertThat(connection.send(RawHttp.post("", "{}")).answer()).startsWith("HTTP/1.1 401");
                    assertThat(connection.send(messages).answer()).startsWith("HTTP/1.1 401");
                }
                assertThat(gatehouse.allErr()).noneMatch(line -> line.contains("\"event\":\"request\""));
                assertThat(gatehouse.err(line -> line.contains("more requests were refused")))
                        .contains("more requests were refused in 10 seconds");
                assertThat(gatehouse.allErr().stream().filter(line -> line.contains("\"event\":\"refused\"")))
                        .hasSizeLessThanOrEqualTo(2 * RefusalLog.MOST_LINES + 2);
                // What is counted is not held by whoever asks for it alone.
                gatehouse.collectGarbage();
                String metrics = connection
                        .send(RawHttp.get("/metrics").replace("\r\n\r\n", "\r\n" + key + "\r\n"))
                        .answer();
                assertThat(metrics)
                        .contains("gatehouse_refused_requests_total{reason=\"unauthorized\"} " + (FLOOD + 5) + ".0")
                        .contains("gatehouse_refused_requests_total{reason=\"forbidden\"} 2.0")
                        .contains("gatehouse_refused_requests_total{reason=\"bad_request\"} 1.0")
                        .contains("gatehouse_refused_requests_total{reason=\"body_too_large\"} 1.0")
                        .contains("gatehouse_refused_requests_total{reason=\"headers_too_large\"} 1.0");
            }
        }
    }

    /// A token that is made with the key.
    private static String token(URI endpoint, String resource) throws Exception {
        String form = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=key-of-me"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token&resource=" + resource;
        try (RawHttp connection = RawHttp.to(endpoint)) {
            String answer = connection
                    .send("POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                            + "\r\n\r\n" + form)
                    .answer();
            return answer.replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
        }
    }

    /// Each of these announces all the memory that a small heap has for requests, and sends one byte of it.
    @Test
    void largeRequestsThatAreRefusedOrNeedNoBodyTakeNothingFromCallersWithKeys() throws Exception {
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                servers: {}
                auth:
                  keys:
                    - name: me
                      sha256: "88143e7fbd0976bb2bc7889f67929c38f546198c42aa3028784a96798dd63251"
                """);
        try (GatehouseProcess gatehouse =
                new GatehouseProcess(folder, List.of("-Xmx128m"), "up", "--port", "0", "--json")) {
            URI endpoint = GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
            String large = " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 12000000\r\n\r\nx";
            String keyed = large.replace("\r\n\r\n", "\r\nx-api-key: key-of-me\r\n\r\n");
            Map<String, Integer> attacks = Map.of(
                    "GET /health" + large, 200,
                    "GET /health" + keyed, 200,
                    "POST /nothing" + keyed, 404,
                    "POST /mcp" + large, 401,
                    "POST /v1/messages" + large, 401,
                    "POST /mcp" + keyed.replace("127.0.0.1", "evil.test"), 403,
                    "POST /v1/messages" + keyed.replace("\r\n\r\n", "\r\nOrigin: http://evil.test\r\n\r\n"), 403);
            List<RawHttp> attackers = new ArrayList<>();
            try {
                for (Map.Entry<String, Integer> attack : attacks.entrySet()) {
                    RawHttp attacker = RawHttp.to(endpoint);
                    attackers.add(attacker);
                    assertThat(attacker.send(attack.getKey()).answer()).startsWith("HTTP/1.1 " + attack.getValue());
                    try (RawHttp caller = RawHttp.to(endpoint)) {
                        String padding = "\"name\":\"none\",\"arguments\":{\"a\":\"" + "x".repeat(200_000) + "\"}";
                        String headers = "x-api-key: key-of-me\r\nMcp-Method: tools/call\r\nMcp-Name: none\r\n"
                                + "MCP-Protocol-Version: 2026-07-28\r\n";
                        String body = RawHttp.message("tools/call", padding);
                        assertThat(caller.send(RawHttp.post(headers, body)).answer())
                                .doesNotStartWith("HTTP/1.1 503")
                                .contains("jsonrpc");
                    }
                }
            } finally {
                for (RawHttp attacker : attackers) {
                    attacker.close();
                }
            }
        }
    }

    private static void refused(GatehouseProcess gatehouse, URI endpoint, int status, String reason, String request)
            throws IOException {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            assertThat(connection.send(request).answer()).startsWith("HTTP/1.1 " + status);
        }
        assertThat(gatehouse.err(line -> line.contains(reason)))
                .contains("\"event\":\"refused\"", "\"level\":\"warn\"", "\"address\":\"127.0.0.1\"");
    }
}
