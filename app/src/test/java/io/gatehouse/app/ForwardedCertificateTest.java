package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A proxy that ends TLS tells of the certificates of its clients (RFC 9440).
class ForwardedCertificateTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority foreign;
    private static FixtureServer server;
    private static HttpClient http;
    private static Bed bed;
    private static String agent;

    @BeforeAll
    static void start() throws Exception {
        authority = TestCertificates.shared().authority;
        foreign = TestCertificates.shared().foreign;
        agent = item(authority.chain("agent").getFirst());
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
        bed = gateway(folder, "127.0.0.0/8, '::1'", true);
    }

    private static Bed gateway(Path place, String proxies, boolean fromProxies) throws Exception {
        String more =
                fromProxies ? ", client-certificates: {ca: " + authority.certificate() + ", from-proxies: true}" : "";
        Bed made = new Bed(place, "port: 0, trusted-proxies: [" + proxies + "]" + more, """
                auth:
                  keys: [{name: ci, sha256: %s}]
                  %s
                servers: {one: {url: "%s"}}
                """.formatted(
                        KeyMaker.hash("key-of-ci"),
                        fromProxies ? "certificates: {agents: {uri: \"spiffe://acme.example/agent/*\"}}" : "",
                        server.endpoint()));
        made.awaitReady("one");
        return made;
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        http.close();
        server.close();
    }

    private static String item(X509Certificate certificate) throws Exception {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }

    private static HttpResponse<String> call(Bed where, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(where.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "one_echo")
                .POST(BodyPublishers.ofString(
                        RawHttp.message("tools/call", "\"name\":\"one_echo\",\"arguments\":{\"key\":\"a\"}")));
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return TokenRequests.send(http, request.build());
    }

    private static void refused(String... headers) {
        HttpResponse<String> answer = call(bed, headers);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("The certificate is not valid here.");
    }

    @Test
    void whatAProxyPassesOnSaysWhoCalls() throws Exception {
        assertThat(call(bed, "Client-Cert", agent).statusCode()).isEqualTo(200);
        assertThat(bed.calls().getLast().caller().name()).isEqualTo("agents");
        assertThat(bed.calls().getLast().caller().user()).isEqualTo("spiffe://acme.example/agent/1");
        String root = item(authority.chain("agent").getLast());
        assertThat(call(bed, "Client-Cert", agent, "Client-Cert-Chain", root).statusCode())
                .isEqualTo(200);
        assertThat(call(bed, "Client-Cert", agent, "Client-Cert-Chain", root, "Client-Cert-Chain", root)
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(bed, "Client-Cert", agent, "x-api-key", "key-of-ci").statusCode())
                .isEqualTo(200);
        assertThat(bed.calls().getLast().caller().name()).isEqualTo("ci");
    }

    @Test
    void whatDoesNotCountIsRefused() throws Exception {
        refused("Client-Cert", item(authority.chain("expired").getFirst()));
        refused("Client-Cert", item(foreign.chain("forged").getFirst()));
        refused(
                "Client-Cert", item(foreign.chain("forged").getFirst()),
                "Client-Cert-Chain", item(foreign.chain("forged").getLast()));
        refused("Client-Cert", item(foreign.chain("foreign").getFirst()));
        assertThat(call(bed).statusCode()).isEqualTo(401);
    }

    @Test
    void oddHeadersAreRefused() throws Exception {
        String bytes = agent.substring(1, agent.length() - 1);
        String pem = "-----BEGIN CERTIFICATE-----\n" + bytes + "\n-----END CERTIFICATE-----\n";
        byte[] der = authority.chain("agent").getFirst().getEncoded();
        byte[] longer = Arrays.copyOf(der, der.length + 1);
        List<String> odd = new ArrayList<>(List.of(
                bytes,
                "\"" + bytes + "\"",
                ":" + bytes,
                agent + ";a=1",
                agent + ", " + agent,
                ":!!!:",
                "::",
                ":AAAA:",
                ":" + encoded(pem.getBytes(StandardCharsets.US_ASCII)) + ":",
                ":" + encoded(longer) + ":",
                ":" + "A".repeat(20_000) + ":"));
        for (String each : odd) {
            refused("Client-Cert", each);
        }
        refused("Client-Cert", agent, "Client-Cert", agent);
        refused("Client-Cert-Chain", agent);
        refused("Client-Cert", agent, "Client-Cert-Chain", "");
        refused("Client-Cert", agent, "Client-Cert-Chain", String.join(", ", Collections.nCopies(9, agent)));
    }

    /// A replica checks again who sends what another one passes, by the certificate that came with it there.
    @Test
    void itIsPassedToTheReplicaThatHoldsASession(@TempDir Path other) throws Exception {
        ReplicaPair pair = new ReplicaPair(other);
        try (Bed first = replica(pair, 0);
                Bed second = replica(pair, 1)) {
            Patience.until(
                    "the second finds the first", () -> second.gatehouse().neighbours() == 1);
            String session = legacy(
                            first,
                            "",
                            "initialize",
                            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}",
                            "Client-Cert",
                            agent)
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            HttpResponse<String> listed = legacy(second, session, "tools/list", "{}", "Client-Cert", agent);
            assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
            assertThat(listed.body()).contains("one_echo");
            String reader = item(authority.chain("reader").getFirst());
            assertThat(legacy(second, session, "tools/list", "{}", "Client-Cert", reader)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(legacy(second, session, "tools/list", "{}").statusCode()).isEqualTo(401);
            String metrics = TokenRequests.send(
                            http,
                            HttpRequest.newBuilder(second.endpoint().resolve("/metrics"))
                                    .header("x-api-key", "key-of-ci")
                                    .build())
                    .body();
            assertThat(metrics).contains("gatehouse_replica_requests_total{direction=\"passed\"} 1.0");
        }
    }

    private static Bed replica(ReplicaPair pair, int number) throws Exception {
        Path own = pair.folder(number);
        Bed made = new Bed(
                own,
                "port: 0, trusted-proxies: ['127.0.0.0/8'], client-certificates: {ca: " + authority.certificate()
                        + ", from-proxies: true}",
                """
                auth:
                  keys: [{name: ci, sha256: %s, operator: true}]
                  certificates: {agents: {uri: "spiffe://acme.example/agent/*"}, readers: {dns: "*.acme.example"}}
                servers: {one: {url: "%s"}}
                %s""".formatted(KeyMaker.hash("key-of-ci"), server.endpoint(), pair.sections(number)));
        made.awaitReady("one");
        return made;
    }

    private static HttpResponse<String> legacy(
            Bed where, String session, String method, String params, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(where.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TokenRequests.send(http, request.build());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void fromAnybodyElseTheHeaderIsIgnored(@TempDir Path other) throws Exception {
        try (Bed direct = gateway(other, "10.0.0.0/8", true)) {
            HttpResponse<String> answer = call(direct, "Client-Cert", agent);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("certificate");
            assertThat(call(direct, "Client-Cert", ":x:", "x-api-key", "key-of-ci")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutTheSettingAProxyIsIgnoredToo(@TempDir Path other) throws Exception {
        try (Bed plain = gateway(other, "127.0.0.0/8, '::1'", false)) {
            assertThat(call(plain, "Client-Cert", agent).statusCode()).isEqualTo(401);
        }
    }
}
