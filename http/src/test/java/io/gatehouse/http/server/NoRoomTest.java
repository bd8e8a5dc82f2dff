package io.gatehouse.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NoRoomTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void aFloodOfConnectionsDelaysAGoodClientAndDoesNotCutItOff() throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(2, SocketBackend.AUTO));
                Listener listener = engine.listen(few(4), exchange -> exchange.respond(204))) {
            List<RawClient> flood = new ArrayList<>();
            try (RawClient good = new RawClient(listener.port())) {
                open(listener, 12, flood);
                assertThat(good.send(GET).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
                try (RawClient late = new RawClient(listener.port())) {
                    assertThat(late.send(GET).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
                }
                assertThat(listener.refusedConnections()).isZero();
                assertThat(listener.evictedConnections()).isPositive();
            } finally {
                for (RawClient client : flood) {
                    client.close();
                }
            }
        }
    }

    @Test
    void bodiesThatNeverComeKeepNobodyOut() throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Listener listener = engine.listen(few(4), exchange -> exchange.respond(204))) {
            List<RawClient> slow = new ArrayList<>();
            try {
                open(listener, 4, slow);
                for (RawClient client : slow) {
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
                }
                try (RawClient good = new RawClient(listener.port())) {
                    assertThat(good.send(GET).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
                }
                assertThat(listener.refusedConnections()).isZero();
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
        }
    }

    @Test
    void whereAllConnectionsAreBusyANewOneIsToldSo() throws Exception {
        BlockingQueue<HttpExchange> busy = new LinkedBlockingQueue<>();
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Listener listener = engine.listen(few(1), exchange -> {
                    exchange.onClosed(() -> {});
                    busy.add(exchange);
                });
                RawClient first = new RawClient(listener.port())) {
            first.send(GET);
            HttpExchange held = busy.take();
            for (int i = 0; i < 2; i++) {
                try (RawClient refused = new RawClient(listener.port())) {
                    assertThat(refused.send(GET).readAll())
                            .startsWith("HTTP/1.1 503")
                            .contains("Retry-After: 1", "{\"error\":\"All connections are in use.");
                }
            }
            assertThat(listener.refusedConnections()).isEqualTo(2);
            held.respond(204);
            assertThat(first.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
            first.close();
            HttpExchange next = null;
            while (next == null) {
                try (RawClient client = new RawClient(listener.port())) {
                    client.send(GET);
                    next = busy.poll(3, TimeUnit.SECONDS);
                    if (next != null) {
                        next.respond(204);
                        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
                    }
                }
            }
        }
    }

    private static ListenSettings few(int connections) {
        return ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .maxConnections(connections)
                .build();
    }

    private static void open(Listener listener, int count, List<RawClient> into) throws IOException {
        for (int i = 0; i < count; i++) {
            into.add(new RawClient(listener.port()));
        }
    }
}
