package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The server over HTTP/1.1, told to its face on raw sockets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerTest {

    private HttpEngine engine;

    @BeforeAll
    void start() {
        engine = HttpEngine.start(new EngineSettings(2, SocketBackend.AUTO));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    RawClient client(Listener listener) throws IOException {
        return new RawClient(listener.port());
    }

    ListenSettings.Builder local() {
        return ListenSettings.builder().hosts(List.of("127.0.0.1"));
    }

    private static void echo(HttpExchange exchange) {
        exchange.respond(200, "text/plain", exchange.body());
    }

    @Test
    void aChunkedBodyArrivesWhole() throws Exception {
        try (Listener listener = engine.listen(local().build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\n");
            client.send("4\r\ndefg\r\n0\r\n\r\n");
            assertThat(client.readUntil("abcdefg"))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("content-length: 7");
        }
    }

    @Test
    void aConnectionCarriesRequestsOneAfterTheOtherAndPipelined() throws Exception {
        try (Listener listener = engine.listen(
                        local().build(),
                        e -> e.respond(200, "text/plain", e.path().getBytes(UTF_8)));
                RawClient client = client(listener)) {
            client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("/one");
            client.send("GET /two HTTP/1.1\r\nHost: x\r\n\r\nGET /three HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readUntil("/two");
            client.readUntil("/three");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToContinue() throws Exception {
        try (Listener listener = engine.listen(local().build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
            client.send("ok");
            assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyAnnouncedTooLargeIsRefused() throws Exception {
        try (Listener listener = engine.listen(local().maxBodyBytes(1000).build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 413")
                    .endsWith("{\"error\":\"The request body is larger than 1000 bytes.\"}");
        }
    }

    @Test
    void theHandlerMayWordTheRefusalOfABody() throws Exception {
        HttpHandler wording = new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                echo(exchange);
            }

            @Override
            public void refuseBody(HttpExchange exchange, int status, String reason) {
                exchange.respond(status, "text/plain", (exchange.path() + ": " + reason).getBytes(UTF_8));
            }
        };
        ListenSettings settings =
                local().maxBodyBytes(1000).readTimeout(Duration.ofMillis(1500)).build();
        try (Listener listener = engine.listen(settings, wording)) {
            try (RawClient client = client(listener)) {
                client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
                assertThat(client.readAll())
                        .startsWith("HTTP/1.1 413")
                        .endsWith("/a: The request body is larger than 1000 bytes.");
            }
            try (RawClient client = client(listener)) {
                client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
                assertThat(client.readAll())
                        .startsWith("HTTP/1.1 408")
                        .endsWith("/b: The request body did not arrive in time.");
            }
        }
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefused() throws Exception {
        try (Listener listener = engine.listen(local().maxBodyBytes(1000).build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("200\r\n" + "x".repeat(512) + "\r\n200\r\n" + "x".repeat(512) + "\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 413");
        }
    }

    /// Each takes far more memory than its bytes.
    @Test
    void tooManyFieldsAreRefused() throws Exception {
        try (Listener listener = engine.listen(local().build(), ServerTest::echo)) {
            for (int fields : List.of(198, 200)) {
                try (RawClient client = client(listener)) {
                    client.send(
                            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "a:\r\n".repeat(fields) + "\r\n");
                    assertThat(client.readAll()).startsWith(fields == 198 ? "HTTP/1.1 200" : "HTTP/1.1 431");
                }
            }
        }
    }

    @Test
    void tooLargeHeadsAndBrokenRequestsAreRefused() throws Exception {
        try (Listener listener = engine.listen(local().maxHeaderBytes(500).build(), ServerTest::echo)) {
            try (RawClient client = client(listener)) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(600) + "\r\n\r\n");
                assertThat(client.readAll()).startsWith("HTTP/1.1 431").contains("The headers are too large.");
            }
            try (RawClient client = client(listener)) {
                client.send("GET /" + "a".repeat(8 << 10) + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readAll()).contains(" 414 ");
            }
            try (RawClient client = client(listener)) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
                assertThat(client.readAll()).contains(" 400 ");
            }
        }
    }

    @Test
    void aClientThatTricklesItsHeadIsCutOff() throws Exception {
        try (Listener listener = engine.listen(
                        local().readTimeout(Duration.ofMillis(300)).build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost:");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aClientThatTricklesItsBodyIsCutOff() throws Exception {
        try (Listener listener = engine.listen(
                        local().readTimeout(Duration.ofMillis(300)).build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.readAll()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (Listener listener =
                        engine.listen(local().idleTimeout(Duration.ofSeconds(1)).build(), ServerTest::echo);
                RawClient client = client(listener)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok")
                    .readUntil("ok");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void connectionsPastTheLimitAreClosed() throws Exception {
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        try (Listener listener = engine.listen(local().maxConnections(1).build(), held::complete);
                RawClient first = client(listener)) {
            // A connection without a request, or with half of one, would make room.
            first.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nyo");
            HttpExchange exchange = held.get(20, TimeUnit.SECONDS);
            try (RawClient second = client(listener)) {
                assertThat(second.readAll()).isEmpty();
            }
            echo(exchange);
            first.readUntil("yo");
        }
    }

    @Test
    void theHandlerLearnsThatTheClientIsGone() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);
        CompletableFuture<HttpExchange> exchange = new CompletableFuture<>();
        CountDownLatch arrived = new CountDownLatch(1);
        try (Listener listener = engine.listen(local().build(), e -> {
            exchange.complete(e);
            e.onClosed(gone::countDown);
            arrived.countDown();
        })) {
            try (RawClient client = client(listener)) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            exchange.join().onClosed(later::countDown);
            assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(exchange.join().closed()).isTrue();
            exchange.join().respond(200);
        }
    }

    @Test
    void aCompleteAnswerIsNeverReportedAsClosed() throws Exception {
        CompletableFuture<HttpExchange> first = new CompletableFuture<>();
        CountDownLatch told = new CountDownLatch(1);
        try (Listener listener = engine.listen(local().build(), e -> {
            first.complete(e);
            e.onClosed(told::countDown);
            e.respond(204);
        })) {
            try (RawClient client = client(listener)) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n"))
                        .startsWith("HTTP/1.1 204")
                        .doesNotContain("content-length");
            }
            try (RawClient other = client(listener)) {
                other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            }
            assertThat(told.getCount()).isEqualTo(1);
            assertThat(first.join().closed()).isFalse();
        }
    }

    @Test
    void aFailingHandlerBecomesA500WithoutDetails() throws Exception {
        try (Listener listener = engine.listen(local().build(), e -> {
                    throw new IllegalStateException("secret");
                });
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 500").doesNotContain("secret");
        }
    }

    @Test
    void theAnswerMayComeFromAnotherThreadButOnlyOnce() throws Exception {
        AtomicReference<Throwable> second = new AtomicReference<>();
        CountDownLatch tried = new CountDownLatch(1);
        try (Listener listener = engine.listen(
                        local().build(),
                        e -> Thread.startVirtualThread(() -> {
                            e.respond(200, "text/plain", "later".getBytes(UTF_8));
                            try {
                                e.respond(200);
                            } catch (IllegalStateException failure) {
                                second.set(failure);
                            }
                            tried.countDown();
                        }));
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("later");
            assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.get()).hasMessageContaining("answered before");
        }
    }

    @Test
    void aHeaderCannotSmuggleALineBreak() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        try (Listener listener = engine.listen(local().build(), e -> {
                    try {
                        e.responseHeader("X-A", "a\r\nX-B: b");
                    } catch (IllegalArgumentException failure) {
                        refused.countDown();
                    }
                    e.respond(202);
                });
                RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 202").doesNotContain("X-B");
            assertThat(refused.getCount()).isZero();
        }
    }

    @Test
    void aPortInUseIsExplained() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> engine.listen(ListenSettings.of(port, "127.0.0.1"), ServerTest::echo))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("the port is in use")
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void aForeignAddressAndAMissingCertificateAreExplained() {
        assertThatThrownBy(() -> engine.listen(ListenSettings.of(0, "192.0.2.1"), ServerTest::echo))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("this machine has no address 192.0.2.1");
        PemFiles missing = new PemFiles(Path.of("/nowhere/server.crt"), Path.of("/nowhere/server.key"));
        assertThatThrownBy(() -> engine.listen(local().tls(missing).build(), ServerTest::echo))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("/nowhere/server.crt");
    }

    @Test
    void aMissingIpv6AddressIsToleratedBesideAnother() throws Exception {
        try (Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1", "2001:db8::1"), ServerTest::echo)) {
            assertThat(listener.addresses()).hasSize(1);
        }
    }

    @Test
    void closingWaitsForTheRequestInProgress() throws Exception {
        CompletableFuture<HttpExchange> exchange = new CompletableFuture<>();
        CountDownLatch arrived = new CountDownLatch(1);
        Listener listener = engine.listen(local().drain(Duration.ofSeconds(20)).build(), e -> {
            exchange.complete(e);
            arrived.countDown();
        });
        try (RawClient client = client(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            Thread closing = Thread.startVirtualThread(listener::close);
            exchange.join().respond(200, "text/plain", "done".getBytes(UTF_8));
            assertThat(client.readAll()).endsWith("done");
            closing.join();
        }
    }

    /// One that was not told would send its next request into a connection that closes.
    @Test
    void aListenerThatLeavesTellsEachConnectionBeforeItCloses() throws Exception {
        BlockingQueue<OutgoingBody> bodies = new LinkedBlockingQueue<>();
        try (Listener listener = engine.listen(local().build(), e -> bodies.add(e.stream(200, "text/plain")));
                RawClient before = client(listener);
                RawClient after = client(listener)) {
            before.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(before.readUntil("\r\n\r\n")).doesNotContain("connection: close");
            listener.stopAccepting();
            after.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(after.readUntil("\r\n\r\n")).contains("connection: close");
            bodies.take().end();
            bodies.take().end();
            assertThat(after.readAll()).isEqualTo("0\r\n\r\n");
            before.readUntil("0\r\n\r\n");
            before.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(before.readUntil("\r\n\r\n")).contains("connection: close");
            bodies.take().end();
            assertThat(before.readAll()).isEqualTo("0\r\n\r\n");
        }
    }
}
