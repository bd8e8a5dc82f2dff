package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.http.RawHttp2;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers over HTTP/2 have content where the method and the status allow it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Http2AnswersTest {
    private static final int WINDOW = 1000;

    private HttpEngine engine;
    private Certificates certificates;
    private Listener listener;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "server");
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .build();
        listener = engine.listen(settings, Http2AnswersTest::answer);
    }

    @AfterAll
    void stop() {
        listener.close();
        engine.close();
    }

    private static void answer(HttpExchange exchange) {
        if (exchange.path().equals("/parts")) {
            OutgoingBody parts = exchange.stream(200, "text/plain");
            parts.write("hello".getBytes(UTF_8));
            parts.end();
        } else {
            int status = Integer.parseInt(exchange.path().substring(1));
            exchange.respond(status, "text/plain", "hello".getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, /200, 200, 5, 0",
        "HEAD, /404, 404, 5, 0",
        "HEAD, /304, 304, -1, 0",
        "HEAD, /parts, 200, -1, 0",
        "GET, /200, 200, 5, 5",
        "GET, /304, 304, -1, 0",
        "GET, /204, 204, -1, 0"
    })
    void anAnswerHasNoContentWhereNoneIsAllowed(String method, String path, int status, long length, int content)
            throws Exception {
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
                .version(Version.HTTP_2)
                .sslContext(certificates.trusting())
                .build()) {
            URI uri = URI.create("https://localhost:" + listener.port() + path);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.version()).isEqualTo(Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.headers().firstValueAsLong("content-length").orElse(-1))
                    .isEqualTo(length);
        }
        try (RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port(), WINDOW)) {
            client.open(RawHttp2.END_STREAM | RawHttp2.END_HEADERS, method, path, Map.of());
            client.flush();
            assertThat(contentOf(client)).isEqualTo(content);
        }
    }

    private static int contentOf(RawHttp2 client) throws Exception {
        int bytes = 0;
        RawHttp2.Frame frame;
        do {
            frame = client.read();
            bytes += frame.type() == RawHttp2.DATA ? frame.payload().length : 0;
        } while (!frame.last());
        return bytes;
    }

    // RFC 9113, section 8.3.1.
    @Test
    void aHostThatIsNotTheAuthorityIsRefused() throws Exception {
        try (RawHttp2 client = new RawHttp2(certificates.trusting(), listener.port(), WINDOW)) {
            client.get("/200", Map.of("host", "evil.example"));
            RawHttp2.Frame frame = client.read();
            while (frame.type() != RawHttp2.RST_STREAM && !frame.last()) {
                frame = client.read();
            }
            assertThat(frame.type()).isEqualTo(RawHttp2.RST_STREAM);
        }
    }
}
