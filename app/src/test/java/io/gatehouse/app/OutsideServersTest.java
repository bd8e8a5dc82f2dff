package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.doors.messages.sources.OutsidePattern;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.upstream.settings.Transport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that requests name by address, as the whole gateway treats them.
class OutsideServersTest {
    @TempDir
    Path folder;

    @Test
    void whatAnOperatorChoosesAboutThemIsASetting() throws Exception {
        SourceSettings read = Yaml.load(folder, """
                messages:
                  servers:
                    outside: allowed
                    allow: ["https://*.example.com/mcp/*", "http://127.0.0.1:*"]
                    private-ranges: [10.1.0.0/16, "fd00:1::/32"]
                    sampling: true
                    reach: {connect-timeout: 3s, call-limit: 1m}
                """).messages().sources();
        assertThat(read.outside()).isEqualTo(Outside.ALLOWED);
        assertThat(read.allowed())
                .containsExactly(
                        OutsidePattern.of("https://*.example.com/mcp/*"), OutsidePattern.of("http://127.0.0.1:*"));
        assertThat(read.privateRanges())
                .containsExactly(AddressRange.of("10.1.0.0/16"), AddressRange.of("fd00:1::/32"));
        assertThat(read.bounds()).isEqualTo(OutsideBounds.DEFAULT);
        assertThat(read.asks()).isEqualTo(new Asks(true, Asks.DEFAULT.perCall(), Asks.DEFAULT.maxTokens()));
        assertThat(read.template().connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read.template().callTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(((Transport.Http) read.template().transport()).client().connectTimeout())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void withoutAWordTheStandardHolds() throws Exception {
        assertThat(Yaml.load(folder, "messages: {servers: {reach: {}}}")
                        .messages()
                        .sources())
                .isEqualTo(SourceSettings.DEFAULT);
    }

    @Test
    void whatIsNoPatternOrRangeIsRefusedWithItsPlace() {
        for (String wrong : List.of(
                "allow: mcp.example.com", "allow: [\"ftp://x\"]", "private-ranges: 10.0.0.1/8", "private-ranges: x")) {
            assertThatThrownBy(() -> Yaml.load(folder, "messages: {servers: {" + wrong + "}}"))
                    .as(wrong)
                    .hasMessageContaining("messages.servers");
        }
    }

    @Test
    void aListenerBehindAProxyIsNotOnlyForThisMachine() throws Exception {
        try (TestGateway gateway =
                TestGateway.start(folder, "listen: {port: 0, allowed-hosts: [gateway.example.com]}\nservers: {}")) {
            HttpResponse<String> answer = named(gateway, "https://mcp.example.com/mcp");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("Allow `https://mcp.example.com` under `messages.servers`.");
        }
    }

    @Test
    void noRequestReachesThisMachineThroughThem() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (ServerSocket inside = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestGateway gateway = TestGateway.start(folder, "servers: {}")) {
            Thread.startVirtualThread(() -> count(inside, reached));
            for (String host : List.of(
                    "https://127.0.0.1",
                    "https://localhost",
                    "https://[::1]",
                    "https://[::ffff:127.0.0.1]",
                    "https://2130706433",
                    "http://127.0.0.1",
                    "https://user@localhost")) {
                HttpResponse<String> answer = named(gateway, host + ":" + inside.getLocalPort() + "/mcp");
                assertThat(answer.statusCode()).as(host + answer.body()).isEqualTo(400);
                assertThat(answer.body())
                        .contains("invalid_request_error", "request_id")
                        .doesNotContain("s3cret");
            }
            assertThat(reached).hasValue(0);
            String ready = get(gateway.address("/ready"));
            assertThat(ready).contains("\"outside\":0");
        }
    }

    private static void count(ServerSocket inside, AtomicInteger reached) {
        try {
            while (true) {
                inside.accept().close();
                reached.incrementAndGet();
            }
        } catch (java.io.IOException closed) {
            // The test is over.
        }
    }

    private static HttpResponse<String> named(TestGateway gateway, String url) throws Exception {
        String body =
                "{\"model\":\"scripted-demo\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                        + "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"it\",\"url\":\"" + url
                        + "\",\"authorization_token\":\"s3cret\"}],"
                        + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"it\"}]}";
        HttpRequest request = HttpRequest.newBuilder(gateway.address("/v1/messages"))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return send(request);
    }

    private static String get(URI address) throws Exception {
        return send(HttpRequest.newBuilder(address).build()).body();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
