package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How requests of HTTP/1.1 are told apart, and what happens to clients that ask much and read little.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http1RequestsTest {

    private HttpEngine engine;

    @BeforeAll
    void start() {
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    HttpEngine engine() {
        return engine;
    }

    RawClient client(Listener listener) throws IOException {
        return new RawClient(listener.port());
    }

    ListenSettings.Builder local() {
        return ListenSettings.builder().hosts(List.of("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\nHost: x\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
                "POST / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\nab",
                "POST / HTTP/1.1\nHost: x\nContent-Length: 1, 1\n\na",
                "POST / HTTP/1.1\nHost: x\nContent-Length: +1\n\na",
                "POST / HTTP/1.1\nHost: x\nContent-Length: -1\n\na",
                "POST / HTTP/1.1\nHost: x\nContent-Length: 0x1\n\na",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\n\n0\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, identity\n\n0\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: xchunked\n\n0\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding : chunked\n\n0\n\n",
                "POST / HTTP/1.0\nHost: x\nTransfer-Encoding: chunked\n\n0\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n-1\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nFFFFFFFFFFFFFFFFF\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n1\nab\n0\n\n",
                "GET / HTTP/1.1\n\n",
                "GET / HTTP/1.1\nHost: x\nHost: y\n\n",
                "GET / HTTP/1.1\nHost: x\nA\u0000: b\n\n",
                "GET / HTTP/1.1\nHost: x\nA B: c\n\n",
                "GET / HTTP/1.1\nHost: x\nSec-WebSocket-Key1: a\nSec-WebSocket-Key2: b\n\n",
                "GET / HTTP/1.1\nHost: x\nA: b\n c\n\n",
                "GET / HTTP/1.1\nHost: x\nA: b\n\t\n\n",
                "GET / HTTP/1.1\n Host: y\nHost: x\n\n",
                "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, chunked\n\n0\n\n",
                "GET / HTTP/2.0\nHost: x\n\n",
                "GET  / HTTP/1.1\nHost: x\n\n",
                "GET /  HTTP/1.1\nHost: x\n\n",
                "GET\t/ HTTP/1.1\nHost: x\n\n",
                "GET /\tHTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1 \nHost: x\n\n",
                "GET / http/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\\Host: x\n\n",
                "GET / HTTP/1.1\nHost: x\\A: b\n\n",
                "GET http://y/ HTTP/1.1\nHost: x\n\n",
                "GET http://x:81/ HTTP/1.1\nHost: x\n\n",
                "GET http://y@x/ HTTP/1.1\nHost: x\n\n",
                "GET http:///a HTTP/1.1\nHost: x\n\n"
            })
    void aRequestWhoseLengthOrHostIsInDoubtIsRefusedAndNothingBehindItIsServed(String request) throws Exception {
        List<String> served = new CopyOnWriteArrayList<>();
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    served.add(exchange.path());
                    exchange.respond(200);
                });
                RawClient client = client(listener)) {
            // In the texts a line feed stands for a whole line break, and a backslash for a bare line feed.
            client.send(request.replace("\n", "\r\n").replace('\\', '\n') + "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1");
            assertThat(served).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "501, 'POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip, chunked\n\n0\n\n'",
        "501, 'POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\nTransfer-Encoding: chunked\n\n0\n\n'",
        "415, 'POST / HTTP/1.1\nHost: x\nContent-Encoding: gzip\nContent-Length: 1\n\na'",
        "415, 'POST / HTTP/1.1\nHost: x\nContent-Encoding: identity\nContent-Encoding: Br\nContent-Length: 1\n\na'",
        "417, 'POST / HTTP/1.1\nHost: x\nContent-Length: 1\nExpect: 200-ok\n\na'"
    })
    void whatARequestWantsAndNobodyUnderstandsIsRefusedByItsOwnStatus(int status, String request) throws Exception {
        List<String> served = new CopyOnWriteArrayList<>();
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    served.add(exchange.path());
                    exchange.respond(200);
                });
                RawClient client = client(listener)) {
            client.send(request.replace("\n", "\r\n") + "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 " + status).containsOnlyOnce("HTTP/1.1");
            assertThat(served).isEmpty();
        }
    }

    @Test
    void theRefusalOfACompressedBodySaysWhatIsTaken() throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> exchange.respond(200));
                RawClient refused = client(listener);
                RawClient plain = client(listener)) {
            refused.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na");
            assertThat(refused.readAll())
                    .containsIgnoringCase("accept-encoding: identity\r\n")
                    .contains("Send it uncompressed");
            plain.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: Identity\r\nContent-Length: 1\r\n\r\na");
            assertThat(plain.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aFoldedHeaderIsSeenHoweverItsBytesArrive() throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> exchange.respond(200));
                RawClient client = client(listener)) {
            for (String piece : List.of("GET / HT", "TP/1.1\r\nHo", "st: x\r", "\nA: b\r\n", " ", "c\r\n", "\r\n")) {
                client.send(piece);
            }
            assertThat(client.readAll()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (Listener listener = engine.listen(local().build(), exchange -> {
                    byte[] path = (exchange.path() + "\n").getBytes(UTF_8);
                    if (exchange.path().hashCode() % 2 == 0) {
                        exchange.respond(200, "text/plain", path);
                    } else {
                        Thread.startVirtualThread(() -> exchange.respond(200, "text/plain", path));
                    }
                });
                RawClient client = client(listener)) {
            StringBuilder requests = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                expected.append('/').append(i).append('\n');
            }
            client.send(requests.toString());
            String answers = client.readUntil("/999\n");
            assertThat(answers.lines().filter(line -> line.startsWith("/")).toList())
                    .isEqualTo(expected.toString().lines().toList());
        }
    }

    @Test
    void aClientThatTakesNothingOfAnAnswerIsCutOff() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        byte[] large = new byte[16 << 20];
        try (Listener listener = engine.listen(
                        local().writeTimeout(Duration.ofMillis(300)).build(), exchange -> {
                            exchange.onClosed(gone::countDown);
                            exchange.respond(200, "application/octet-stream", large);
                        });
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatReadsSlowlyGetsTheWholeAnswer() throws Exception {
        byte[] large = new byte[24 << 20];
        try (Listener listener = engine.listen(
                        local().writeTimeout(Duration.ofSeconds(1)).build(),
                        exchange -> exchange.respond(200, "application/octet-stream", large));
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            long pause = TimeUnit.MILLISECONDS.toNanos(100);
            long total = 0;
            byte[] buffer = new byte[1 << 20];
            for (int count = 0;
                    count >= 0;
                    count = client.socket.getInputStream().readNBytes(buffer, 0, 1 << 20)) {
                total += count;
                if (count < buffer.length && total > 0) {
                    break;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(pause);
            }
            assertThat(total).isGreaterThan(large.length);
        }
    }

    @Test
    void aClientThatOnlyAsksAndNeverReadsIsNotReadForEver() throws Exception {
        byte[] answer = new byte[32 << 10];
        try (Listener listener = engine.listen(
                        local().writeTimeout(Duration.ofMillis(500)).build(),
                        exchange -> exchange.respond(200, "application/octet-stream", answer));
                RawClient client = client(listener)) {
            String requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
            @org.jspecify.annotations.Nullable IOException cut = null;
            for (int i = 0; i < 10_000 && cut == null; i++) {
                try {
                    client.send(requests);
                } catch (SocketException e) {
                    cut = e;
                }
            }
            assertThat(cut).isNotNull();
        }
    }

    @Test
    void anAnswerToHeadHasNoBodyAndOneToHttp10ClosesTheConnection() throws Exception {
        try (Listener listener = engine.listen(
                local().build(), exchange -> exchange.respond(200, "text/plain", "hello".getBytes(UTF_8)))) {
            try (RawClient client = client(listener)) {
                client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(client.readAll()).contains("content-length: 5\r\n").endsWith("\r\n\r\n");
            }
            try (RawClient client = client(listener)) {
                assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readAll()).endsWith("hello");
            }
        }
    }

    @Test
    void theAbsoluteFormIsUnderstood() throws Exception {
        try (Listener listener = engine.listen(
                        local().build(),
                        exchange -> exchange.respond(
                                200, "text/plain", (exchange.path() + " " + exchange.query()).getBytes(UTF_8)));
                RawClient client = client(listener)) {
            client.send("GET http://x/a%20b?c=/d HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("/a%20b c=/d");
            client.send("GET http://x?c HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("/ c");
            client.send("GET HTTP://X:80/d HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("/d null");
        }
    }

    @Test
    void theAuthorityOfTheAbsoluteFormCountsAsHost() throws Exception {
        try (Listener listener = engine.listen(
                        local().build(),
                        exchange -> exchange.respond(
                                200,
                                "text/plain",
                                (exchange.header("host") + " " + exchange.headers("Host")).getBytes(UTF_8)));
                RawClient client = client(listener)) {
            client.send("GET http://evil.example:1/a HTTP/1.0\r\n\r\n").readUntil("evil.example:1 [evil.example:1]");
        }
    }
}
