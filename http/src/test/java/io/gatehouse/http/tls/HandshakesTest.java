package io.gatehouse.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Certificates;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.RawClient;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Handshakes hold up nobody who is connected already.
@Isolated
@Timeout(60)
class HandshakesTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void whileHandshakesTakeTheirTimeOpenConnectionsAreServed(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "server");
        SSLContext tls = certificates.trusting();
        ListenSettings settings = ListenSettings.builder()
                .hosts(List.of("127.0.0.1"))
                .tls(certificates.pem())
                .build();
        CountDownLatch busy = new CountDownLatch(Handshakes.THREADS);
        CountDownLatch done = new CountDownLatch(1);
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.AUTO));
                Listener listener = engine.listen(settings, exchange -> exchange.respond(204));
                RawClient open = new RawClient(tls.getSocketFactory(), listener.port())) {
            open.send(REQUEST).readUntil("\r\n\r\n");
            for (int i = 0; i < Handshakes.THREADS; i++) {
                Handshakes.THE_ONE.execute(() -> {
                    busy.countDown();
                    awaitUninterruptibly(done);
                });
            }
            busy.await();
            CompletableFuture<Boolean> connected = CompletableFuture.supplyAsync(() -> {
                try (RawClient next = new RawClient(tls.getSocketFactory(), listener.port())) {
                    return next.send(REQUEST).readUntil("\r\n\r\n").startsWith("HTTP/1.1 204");
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            for (int i = 0; i < 100; i++) {
                assertThat(open.send(REQUEST).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 204");
            }
            assertThat(connected).isNotDone();
            done.countDown();
            assertThat(connected.get()).isTrue();
        } finally {
            done.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
