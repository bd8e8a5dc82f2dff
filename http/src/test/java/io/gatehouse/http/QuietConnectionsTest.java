package io.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuietConnectionsTest {

    @Test
    void whoHoldsConnectionsAndAsksNothingKeepsNobodyOut() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .maxConnections(3)
                .build();
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, Transport.AUTO));
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
            polite.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            try (RawClient fourth = new RawClient(listener.port())) {
                fourth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
                assertThat(silent.readAll()).isEmpty();
                polite.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
                try (RawClient fifth = new RawClient(listener.port())) {
                    fifth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
                    assertThat(fourth.readAll()).isEmpty();
                }
            }
            release.countDown();
            assertThat(working.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
        }
    }
}
