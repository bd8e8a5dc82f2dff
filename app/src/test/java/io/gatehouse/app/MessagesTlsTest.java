package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.PemFiles;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Streams of messages over TLS, with HTTP/1.1 and HTTP/2: whole and in order, left with the client, and no faster than
/// the client reads.
class MessagesTlsTest {
    private static final int PIECE = 16 << 10;
    private static final int PIECES = 3 << 10;
    private static final long ALL = (long) PIECE * PIECES;
    /// What the client's own windows (HTTP/2), the sockets and the gateway may hold of a stream that nobody reads.
    private static final long MOST_HELD = 32 << 20;

    private static final Duration STANDSTILL = Duration.ofMillis(400);

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static StreamingProvider provider;
    private static HoldingServer server;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(folder, "authority");
        PemFiles shown = authority.issue("gateway", "dns:localhost,ip:127.0.0.1");
        provider = new StreamingProvider(false);
        server = new HoldingServer();
        gateway = TestGateway.start(Files.createDirectory(folder.resolve("gateway")), """
                listen: {tls: {certificate: %s, key: %s}}
                servers: {quick: {url: "%s"}}
                models: {providers: {fast: {url: "%s"}}}
                """.formatted(
                        shown.certificate(), shown.key(), server.endpoint(), provider.address()));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        server.close();
        provider.close();
    }

    static Stream<Arguments> rows() {
        return Stream.of(Version.HTTP_1_1, Version.HTTP_2)
                .flatMap(version -> Stream.of(Arguments.of(version, false), Arguments.of(version, true)));
    }

    @BeforeEach
    void forgetEarlierRequests() {
        gateway.forgetRequests();
    }

    private static HttpClient client(Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(authority.context("gateway"))
                .build();
    }

    private static HttpRequest request(int pieces, int size, boolean withServers) {
        String servers = "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"quick\",\"url\":\"gatehouse://server/quick\"}],"
                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"quick\"}],";
        String body = "{\"model\":\"m\",\"max_tokens\":100000,\"stream\":true," + (withServers ? servers : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + pieces + " " + size + "\"}]}";
        return HttpRequest.newBuilder(gateway.address("/v1/messages"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String text(String stream, boolean withServers) {
        JsonNode message = StreamedMessage.of(stream);
        assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
        return message.path("content").get(withServers ? 3 : 0).path("text").asString();
    }

    @ParameterizedTest(name = "{0}, with servers {1}")
    @MethodSource("rows")
    void aStreamArrivesWholeAndInOrder(Version version, boolean withServers) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<String> answer = client.send(request(500, 1_001, withServers), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(answer.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
            assertThat(text(answer.body(), withServers)).isEqualTo(StreamingProvider.said(500, 1_001));
            assertThat(gateway.request().ending()).isEqualTo("end_turn");
        }
    }

    @ParameterizedTest(name = "{0}, with servers {1}")
    @MethodSource("rows")
    void aClientThatGoesAwayInTheMiddleEndsTheProvidersStream(Version version, boolean withServers) throws Exception {
        int left = provider.left.get();
        try (HttpClient client = client(version)) {
            try (InputStream body = client.send(request(PIECES, PIECE, withServers), BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(body.readNBytes(5 * PIECE))
                        .as("more than the first answer")
                        .hasSize(5 * PIECE);
            }
            Patience.until("the provider is left", () -> provider.left.get() == left + 1);
            assertThat(gateway.request().ending()).isEqualTo("client_closed");
            assertThat(text(
                            client.send(request(3, 5, withServers), BodyHandlers.ofString())
                                    .body(),
                            withServers))
                    .as("the connection serves on")
                    .isEqualTo(StreamingProvider.said(3, 5));
            assertThat(gateway.request().ending()).isEqualTo("end_turn");
        }
    }

    @ParameterizedTest(name = "{0}, with servers {1}")
    @MethodSource("rows")
    void aClientThatDoesNotReadHoldsTheProviderBackAndNobodyElse(Version version, boolean withServers)
            throws Exception {
        long before = provider.taken.get();
        try (HttpClient client = client(version)) {
            try (InputStream body = client.send(request(PIECES, PIECE, withServers), BodyHandlers.ofInputStream())
                    .body()) {
                long held = standstill() - before;
                assertThat(held).as("of " + ALL).isLessThan(MOST_HELD);
                String other = client.send(request(10, 100, withServers), BodyHandlers.ofString())
                        .body();
                assertThat(text(other, withServers)).isEqualTo(StreamingProvider.said(10, 100));
                String all = new String(body.readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(text(all, withServers))
                        .hasSize((int) ALL)
                        .startsWith("aaaa")
                        .contains("zaaa");
            }
            assertThat(gateway.request().ending()).isEqualTo("end_turn");
            assertThat(gateway.request().ending()).isEqualTo("end_turn");
        }
    }

    /// How much the provider has got rid of, once it gets rid of nothing more.
    private static long standstill() {
        long taken = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < STANDSTILL.toNanos()) {
            if (provider.taken.get() != taken) {
                taken = provider.taken.get();
                since = System.nanoTime();
            }
            LockSupport.parkNanos(5_000_000);
        }
        return taken;
    }
}
