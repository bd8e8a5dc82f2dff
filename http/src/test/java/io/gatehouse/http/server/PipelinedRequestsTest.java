package io.gatehouse.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// A connection is read on only while there is room both for the body that comes and for the requests behind it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
@Timeout(60)
class PipelinedRequestsTest {
    /// More than the buffers of a connection hold.
    private static final int MUCH = 32 << 20;

    private static final int ROOM = 40 << 20;
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final BlockingQueue<HttpExchange> kept = new LinkedBlockingQueue<>();
    private HttpEngine engine;

    @BeforeAll
    void start() {
        Duration wait = Duration.ofSeconds(30);
        engine = HttpEngine.start(
                new EngineSettings(1, SocketBackend.AUTO, new MemorySettings(ROOM, ROOM, 70, wait, wait)));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @AfterEach
    void giveRoomBack() {
        long held = engine.memory().requests().used();
        engine.memory().requests().give("other", held);
    }

    private Listener listen() throws ListenException {
        return engine.listen(ListenSettings.of(0, "127.0.0.1"), new HttpHandler() {
            @Override
            public void handle(HttpExchange exchange) {
                kept.add(exchange);
            }

            @Override
            public String owner(HttpExchange exchange) {
                return "";
            }
        });
    }

    private HttpExchange next() throws InterruptedException {
        HttpExchange next = kept.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static String posting(int length) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static Thread sending(RawClient client, String text) {
        return Thread.startVirtualThread(() -> {
            try {
                client.send(text);
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private static void assertNotRead(Thread sending) throws InterruptedException {
        assertThat(sending.join(Duration.ofMillis(500)))
                .as("all of it was read")
                .isFalse();
    }

    @Test
    void aPipelinedBodyThatFindsNoRoomIsNotReadOn() throws Exception {
        engine.memory().requests().force("other", ROOM);
        try (Listener listener = listen();
                RawClient client = new RawClient(listener.port())) {
            client.send(
                    GET + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MUCH + "\r\n\r\n" + "x".repeat(20_000));
            next().respond(204);
            client.readUntil("\r\n\r\n");
            Thread rest = sending(client, "x".repeat(MUCH - 20_000));
            assertNotRead(rest);
            engine.memory().requests().give("other", ROOM);
            HttpExchange second = next();
            assertThat(second.body()).hasSize(MUCH);
            second.respond(204);
            client.readUntil("\r\n\r\n");
        }
    }

    @Test
    void whatIsPipelinedBehindABodyThatGotItsRoomIsNotReadForEver() throws Exception {
        engine.memory().requests().force("other", ROOM);
        try (Listener listener = listen();
                RawClient client = new RawClient(listener.port())) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nf000\r\n" + "x".repeat(0xf000)
                    + "\r\n");
            TimeUnit.MILLISECONDS.sleep(100);
            client.send("2000\r\n" + "x".repeat(0x2000) + "\r\n0\r\n\r\n" + GET.repeat(1000));
            TimeUnit.MILLISECONDS.sleep(100);
            engine.memory().requests().give("other", ROOM);
            HttpExchange first = next();
            assertThat(first.body()).hasSize(0x11000);
            assertNotRead(sending(client, posting(MUCH) + "x".repeat(MUCH)));
            first.respond(204);
            next().respond(204);
        }
    }

    @Test
    void whatIsPipelinedIsHeldAsTheBytesItIs() throws Exception {
        String fields = "a:\r\n".repeat(190);
        String request = "GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
        List<RawClient> clients = new ArrayList<>();
        try (Listener listener = listen()) {
            long before = heap();
            for (int i = 0; i < 50; i++) {
                RawClient client = new RawClient(listener.port());
                clients.add(client);
                client.send(request.repeat(60));
                next();
            }
            assertThat(heap() - before).isLessThan(clients.size() * (100L << 10));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void oneConnectionWithMuchPipelinedLetsOthersHaveTheirTurn() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), exchange -> {
                    if (exchange.path().equals("/count")) {
                        exchange.respond(
                                200, "text/plain", String.valueOf(served.get()).getBytes(UTF_8));
                    } else {
                        served.incrementAndGet();
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                        exchange.respond(204);
                    }
                });
                RawClient flooding = new RawClient(listener.port());
                RawClient good = new RawClient(listener.port())) {
            flooding.send(GET.repeat(2000));
            good.send("GET /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String answer = good.readAll();
            assertThat(Integer.parseInt(answer.substring(answer.lastIndexOf('\n') + 1)))
                    .isLessThan(1000);
            while (served.get() < 2000) {
                flooding.readUntil("\r\n\r\n");
            }
        }
    }

    private static long heap() {
        Runtime.getRuntime().gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
