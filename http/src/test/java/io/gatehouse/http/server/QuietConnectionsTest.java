package io.gatehouse.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class QuietConnectionsTest {
    /// Longer than a connection without a request is spared, because the server hears of it a moment later.
    private static final long GRACE = 2 * QuietConnections.GRACE_NANOS;

    @Test
    void whoHoldsConnectionsAndAsksNothingKeepsNobodyOut() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .maxConnections(3)
                .build();
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Listener listener = engine.listen(settings, exchange -> {
                    if (exchange.path().equals("/busy")) {
                        exchange.onClosed(() -> {});
                        busy.countDown();
                        Thread.startVirtualThread(() -> {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            exchange.respond(204);
                        });
                    } else {
                        exchange.respond(204);
                    }
                });
                RawClient working = new RawClient(listener.port());
                RawClient polite = new RawClient(listener.port());
                RawClient silent = new RawClient(listener.port())) {
            working.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
            assertServed(polite);
            try (RawClient fourth = new RawClient(listener.port())) {
                assertServed(fourth);
                assertThat(silent.readAll()).isEmpty();
                assertServed(polite);
                try (RawClient fifth = new RawClient(listener.port())) {
                    assertServed(fifth);
                    assertThat(fourth.readAll()).isEmpty();
                }
            }
            release.countDown();
            assertThat(working.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void whoNeverAskedAnythingGoesBeforeWhoDidAndWaitedLonger() throws Exception {
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .maxConnections(2)
                .build();
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Listener listener = engine.listen(settings, exchange -> exchange.respond(204));
                RawClient polite = new RawClient(listener.port())) {
            assertServed(polite);
            try (RawClient silent = new RawClient(listener.port())) {
                outlastGrace();
                try (RawClient third = new RawClient(listener.port())) {
                    assertServed(third);
                    assertThat(silent.readAll()).isEmpty();
                    assertServed(polite);
                }
            }
        }
    }

    /// Both connections may go after that, so that the order decides.
    private static void outlastGrace() {
        long since = System.nanoTime();
        for (long left = GRACE; left > 0; left = GRACE - (System.nanoTime() - since)) {
            LockSupport.parkNanos(left);
        }
    }

    private static void assertServed(RawClient client) throws IOException {
        assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n"))
                .startsWith("HTTP/1.1 204");
    }
}
