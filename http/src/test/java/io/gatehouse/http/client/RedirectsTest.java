package io.gatehouse.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Certificates;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Peer;
import io.gatehouse.http.Recorder;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.address.AddressGuard;
import io.gatehouse.http.engine.HttpEngine;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which redirects the client follows.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectsTest {

    private HttpEngine engine;
    private HttpClient client;

    @BeforeAll
    void start() {
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
        client = engine.client(ClientSettings.defaults());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private static ClientRequest post(URI uri) {
        return new ClientRequest(
                "POST",
                uri,
                List.of(new Header("Authorization", "Bearer t")),
                "body".getBytes(UTF_8),
                Deadlines.none());
    }

    private static void moved(HttpExchange exchange, int status, String location) {
        exchange.responseHeader("Location", location);
        exchange.respond(status, "text/plain", "over there".getBytes(UTF_8));
    }

    private static void echo(HttpExchange exchange) {
        String seen = exchange.method() + " " + exchange.path() + "?" + exchange.query() + " "
                + exchange.header("authorization") + " " + new String(exchange.body(), UTF_8);
        exchange.respond(200, "text/plain", seen.getBytes(UTF_8));
    }

    private Listener listen(HttpHandler handler) throws ListenException {
        return engine.listen(ListenSettings.of(0, "127.0.0.1"), handler);
    }

    private static URI uri(Listener listener, String path) {
        return URI.create("http://127.0.0.1:" + listener.port() + path);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void methodBodyAndHeadersGoToAnotherPathOfTheSameServer(int status) throws Exception {
        try (Listener listener = listen(exchange -> {
            if (exchange.path().equals("/mcp")) {
                moved(exchange, status, "/mcp/?a=b#c");
            } else {
                echo(exchange);
            }
        })) {
            WholeResponse response = client.exchange(post(uri(listener, "/mcp")));
            assertThat(new String(response.body(), UTF_8)).isEqualTo("POST /mcp/?a=b Bearer t body");
        }
    }

    @Test
    void overHttp2ItIsTheSame(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        ListenSettings tls = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .build();
        try (Listener listener = engine.listen(tls, exchange -> {
            if (exchange.path().equals("/mcp")) {
                moved(exchange, 307, "mcp/");
            } else {
                echo(exchange);
            }
        })) {
            for (boolean http2 : List.of(true, false)) {
                try (HttpClient trusting = engine.client(ClientSettings.builder()
                        .authorities(certificates.pem().certificate())
                        .http2(http2)
                        .build())) {
                    URI uri = URI.create("https://localhost:" + listener.port() + "/mcp");
                    assertThat(new String(trusting.exchange(post(uri)).body(), UTF_8))
                            .isEqualTo("POST /mcp/?null Bearer t body");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304})
    void othersAreTheHandlersToJudge(int status) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Listener listener = listen(exchange -> {
            asked.incrementAndGet();
            exchange.responseHeader("Location", "/other");
            exchange.respond(status);
        })) {
            assertThat(client.exchange(post(uri(listener, "/mcp"))).status()).isEqualTo(status);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void noOtherHostPortOrSchemeGetsTheRequest() throws Exception {
        AtomicInteger strayed = new AtomicInteger();
        try (Listener other = listen(exchange -> {
                    strayed.incrementAndGet();
                    exchange.respond(200);
                });
                Listener listener = listen(exchange -> moved(exchange, 307, exchange.header("x-to")))) {
            for (String to : List.of(
                    uri(other, "/").toString(),
                    "//127.0.0.1:" + other.port() + "/",
                    "http://localhost:" + listener.port() + "/",
                    "https://127.0.0.1:" + listener.port() + "/",
                    "http://127.0.0.1:" + listener.port() + "@127.0.0.1:" + other.port() + "/",
                    "file:///etc/passwd",
                    "http://[",
                    "")) {
                WholeResponse response = client.exchange(new ClientRequest(
                        "GET", uri(listener, "/"), List.of(new Header("x-to", to)), null, Deadlines.none()));
                if (!to.isEmpty()) {
                    assertThat(response.status()).as(to).isEqualTo(307);
                }
            }
            assertThat(strayed).hasValue(0);
        }
    }

    @Test
    void aServerThatRedirectsForEverIsLeftAfterFive() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Listener listener = listen(exchange -> moved(exchange, 308, "/" + asked.incrementAndGet()))) {
            WholeResponse last = client.exchange(post(uri(listener, "/0")));
            assertThat(last.status()).isEqualTo(308);
            assertThat(asked).hasValue(6);
        }
    }

    @Test
    void theGuardJudgesEveryTarget() throws Exception {
        AddressGuard guard = new AddressGuard() {
            @Override
            public List<InetAddress> addresses(String host) {
                return List.of(InetAddress.ofLiteral(host));
            }

            @Override
            public boolean follows(URI target) {
                return target.getPath().startsWith("/mcp");
            }
        };
        try (Listener listener = listen(exchange -> {
                    switch (exchange.path()) {
                        case "/mcp" -> moved(exchange, 307, "/mcp/");
                        case "/mcp/" -> moved(exchange, 307, "/admin");
                        default -> echo(exchange);
                    }
                });
                HttpClient guarded =
                        engine.client(ClientSettings.builder().guard(guard).build())) {
            WholeResponse response = guarded.exchange(post(uri(listener, "/mcp")));
            assertThat(response.status()).isEqualTo(307);
            assertThat(response.headers().get("location")).isEqualTo("/admin");
        }
    }

    @Test
    void aCallThatIsCancelledOnItsSecondWayHearsNothingMore() throws Exception {
        try (Peer peer = new Peer(connection -> {
            connection.request();
            connection.write("HTTP/1.1 307 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
            connection.request();
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            connection.awaitClientClose();
        })) {
            Recorder recorder = new Recorder(BodyMode.EVENTS);
            ClientCall call = client.send(post(peer.uri("/here")), recorder);
            recorder.nextEvent();
            call.cancel();
            assertThat(peer.sawClientClose()).isTrue();
            assertThat(recorder.endings).isEmpty();
        }
    }
}
