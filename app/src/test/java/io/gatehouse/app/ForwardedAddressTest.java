package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Behind a trusted proxy, the log names the client of each call, request and refusal, not the proxy.
class ForwardedAddressTest {
    private static final String KEY = "x-api-key: key-of-me\r\n";
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"raw","version":"1"}}}""";
    private static final String CALL = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"shop_list_orders","arguments":{}}}""";

    @TempDir
    Path folder;

    @Test
    void everyLineNamesTheClient() throws Exception {
        try (GatehouseProcess gatehouse = start("trusted-proxies: [127.0.0.1, '::1']")) {
            URI endpoint = endpoint(gatehouse);
            send(endpoint, forwarded("203.0.113.1") + KEY, RawHttp.call("shop_list_orders", "{}"), 200);
            assertThat(gatehouse.err(line -> line.contains("\"event\":\"call\"")))
                    .contains("\"caller\":\"me\",\"address\":\"203.0.113.1\"");

            send(endpoint, forwarded("203.0.113.2"), RawHttp.post("", "{}"), 401);
            assertThat(gatehouse.err(line -> line.contains("\"reason\":\"no_key\"")))
                    .contains("\"address\":\"203.0.113.2\"");

            String message =
                    RawHttp.post("", "{\"model\":\"none\",\"messages\":[]}").replace("/mcp", "/v1/messages");
            send(endpoint, forwarded("203.0.113.3") + KEY, message, 404);
            assertThat(gatehouse.err(line -> line.contains("\"event\":\"request\"")))
                    .contains("\"caller\":\"me\",\"address\":\"203.0.113.3\"");

            send(endpoint, forwarded("203.0.113.4") + "Forwarded: for=10.9.8.7\r\n" + KEY, message, 400);
            assertThat(gatehouse.err(line -> line.contains("\"reason\":\"bad_request\"")))
                    .contains("Make the proxy remove the one that it does not set itself.");
        }
    }

    @Test
    void theCallsOfASessionNameWhereEachCameFrom() throws Exception {
        try (GatehouseProcess gatehouse = start("trusted-proxies: 127.0.0.0/8")) {
            URI endpoint = endpoint(gatehouse);
            String begun = send(endpoint, forwarded("203.0.113.5") + KEY, RawHttp.post("", INITIALIZE), 200);
            String session = "Mcp-Session-Id: "
                    + begun.lines()
                            .filter(line ->
                                    line.toLowerCase(java.util.Locale.ROOT).startsWith("mcp-session-id:"))
                            .findFirst()
                            .orElseThrow()
                            .substring(15)
                            .strip()
                    + "\r\n";
            for (String address : new String[] {"203.0.113.6", "203.0.113.7"}) {
                send(endpoint, forwarded(address) + KEY + session, RawHttp.post("", CALL), 200);
                assertThat(gatehouse.err(line -> line.contains("\"address\":\"" + address + "\"")))
                        .contains("\"event\":\"call\"", "\"session\":");
            }
        }
    }

    @Test
    void withoutTrustedProxiesNobodyChoosesTheAddress() throws Exception {
        try (GatehouseProcess gatehouse = start("")) {
            URI endpoint = endpoint(gatehouse);
            send(endpoint, forwarded("203.0.113.1") + KEY, RawHttp.call("shop_list_orders", "{}"), 200);
            assertThat(gatehouse.err(line -> line.contains("\"event\":\"call\"")))
                    .contains("\"caller\":\"me\",\"address\":\"127.0.0.1\"");
            assertThat(toldToPostTo(endpoint, "/gw")).startsWith("/sse?sessionId=");
        }
    }

    @Test
    void clientsOfHttpWithSseAreToldThePathThatAProxyTookAway() throws Exception {
        try (GatehouseProcess gatehouse = start("trusted-proxies: [127.0.0.1, '::1']")) {
            URI endpoint = endpoint(gatehouse);
            assertThat(toldToPostTo(endpoint, "/gw")).startsWith("/gw/sse?sessionId=");
            assertThat(toldToPostTo(endpoint, "//evil.example")).startsWith("/sse?sessionId=");
        }
    }

    /// The path of the first event.
    private static String toldToPostTo(URI endpoint, String prefix) throws Exception {
        HttpRequest get = HttpRequest.newBuilder(endpoint.resolve("/sse"))
                .header("accept", "text/event-stream")
                .header("x-api-key", "key-of-me")
                .header("x-forwarded-prefix", prefix)
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines =
                        client.send(get, HttpResponse.BodyHandlers.ofLines()).body()) {
            String data = "data: ";
            String told =
                    lines.filter(line -> line.startsWith(data)).findFirst().orElseThrow();
            client.shutdownNow();
            return told.substring(data.length());
        }
    }

    private GatehouseProcess start(String listen) throws Exception {
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                listen: {%s}
                auth:
                  keys:
                    - name: me
                      sha256: "88143e7fbd0976bb2bc7889f67929c38f546198c42aa3028784a96798dd63251"
                """.formatted(listen));
        return new GatehouseProcess(folder, "up", "--port", "0", "--json");
    }

    private static URI endpoint(GatehouseProcess gatehouse) throws Exception {
        return GatehouseProcess.endpoint(gatehouse.out(line -> line.contains("endpoint")));
    }

    private static String forwarded(String address) {
        return "X-Forwarded-For: 198.51.100.9, " + address + "\r\n";
    }

    private static String send(URI endpoint, String headers, String request, int status) throws Exception {
        try (RawHttp connection = RawHttp.to(endpoint)) {
            String answer = connection
                    .send(request.replaceFirst("\r\nHost:", "\r\n" + headers + "Host:"))
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 " + status);
            return answer;
        }
    }
}
