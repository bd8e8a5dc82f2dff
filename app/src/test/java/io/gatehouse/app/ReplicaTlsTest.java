package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.FreePorts;
import io.gatehouse.http.PemFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replicas that pass requests over TLS: found by their addresses, whose names their certificates have, or by a name.
class ReplicaTlsTest {
    private static final int PORT = FreePorts.next();
    private static final int OTHER_PORT = FreePorts.next();

    @TempDir
    Path folder;

    private TestAuthority authority;
    private String key;

    @BeforeEach
    void keys() throws Exception {
        authority = new TestAuthority(folder, "authority");
        key = KeyMaker.make();
    }

    private TestGateway gateway(String name, PemFiles shown, String replicas) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.writeString(own.resolve("seal.keys"), key);
        return TestGateway.start(
                own, """
                listen: {tls: {certificate: %s, key: %s}}
                seal: {keys: '${file:seal.keys}'}
                replicas: {ca: %s, %s}
                servers: {off: {command: none, disabled: true}}
                """.formatted(shown.certificate(), shown.key(), authority.certificate(), replicas));
    }

    @Test
    void addressesThatTheirCertificatesName() throws Exception {
        PemFiles shown = authority.issue("gateway", "ip:127.0.0.1");
        String peers = ", peers: ['https://127.0.0.1:" + PORT + "', 'https://127.0.0.1:" + OTHER_PORT + "']";
        try (TestGateway first = gateway("first", shown, "listen: '127.0.0.1:" + PORT + "'" + peers);
                TestGateway second = gateway("second", shown, "listen: '127.0.0.1:" + OTHER_PORT + "'" + peers)) {
            aSessionIsPassed(first, second);
        }
    }

    /// On this machine a name has one address, so that only one of the two finds the other.
    @Test
    void aNameThatHasTheirAddresses() throws Exception {
        PemFiles shown = authority.issue("gateway", "ip:127.0.0.1,dns:replicas.internal");
        String dns = ", dns: 'localhost:" + PORT + "'";
        try (TestGateway first = gateway("first", shown, "listen: '127.0.0.1:" + PORT + "'" + dns);
                TestGateway second = gateway("second", shown, "listen: '127.0.0.2:" + PORT + "'" + dns)) {
            aSessionIsPassed(first, second);
            assertThat(first.neighbours()).as("a replica does not call itself").isZero();
        }
    }

    @Test
    void whoShowsNoCertificateOfTheirAuthorityIsNotCalled() throws Exception {
        PemFiles shown = authority.issue("gateway", "ip:127.0.0.1");
        PemFiles strange = new TestAuthority(folder, "stranger").issue("strange", "ip:127.0.0.1");
        String peers = ", peers: ['https://127.0.0.1:" + PORT + "', 'https://127.0.0.1:" + OTHER_PORT + "']";
        try (TestGateway first = gateway("first", shown, "listen: '127.0.0.1:" + PORT + "'" + peers);
                TestGateway second = gateway("second", strange, "listen: '127.0.0.1:" + OTHER_PORT + "'" + peers)) {
            Patience.until("the second finds the first", () -> second.neighbours() == 1);
            assertThat(first.neighbours()).isZero();
        }
    }

    private void aSessionIsPassed(TestGateway first, TestGateway second) throws Exception {
        Patience.until("the second finds the first", () -> second.neighbours() == 1);
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(authority.context("gateway")).build()) {
            HttpResponse<String> begun = post(http, first, "", """
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                    "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
            String session = begun.headers().firstValue("Mcp-Session-Id").orElseThrow();
            HttpResponse<String> listed =
                    post(http, second, session, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            assertThat(listed.statusCode()).isEqualTo(200);
            assertThat(listed.body()).contains("\"id\":2", "\"tools\":[");
            String metrics = http.send(
                            HttpRequest.newBuilder(second.address("/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics)
                    .contains(
                            "gatehouse_replica_requests_total{direction=\"passed\"} 1.0",
                            "gatehouse_replicas 1.0",
                            "gatehouse_replica_lost_requests_total 0.0");
        }
    }

    private static HttpResponse<String> post(HttpClient http, TestGateway gateway, String session, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.address("/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
