package io.gatehouse.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.call.Oversight;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` on a listener with one event loop, while its numbers are hard to come by.
class MetricsPageTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private HttpEngine engine;
    private Gateway gateway;

    @BeforeEach
    void start() {
        engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO));
        gateway = new Gateway(
                engine,
                folder,
                GatewaySettings.DEFAULT,
                Oversight.of(CallObserver.NONE),
                Bridge.inMemory(engine.timers()),
                "1");
    }

    @AfterEach
    void stop() {
        gateway.close();
        engine.close();
    }

    private URI serve(Supplier<@Nullable Listener> numbers) throws Exception {
        ReloadState reloads = new ReloadState();
        MetricsText text = new MetricsText(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                gateway,
                new Clients(() -> 0, () -> 0, () -> 0),
                new RefusalLog(engine.timers()),
                reloads,
                numbers);
        StatusPages pages = new StatusPages(gateway, text, List::of, reloads, new InFlight());
        Visitor operator = new Visitor(Caller.ANONYMOUS, "", () -> true);
        ListenSettings loopback =
                ListenSettings.builder().hosts(List.of("127.0.0.1")).build();
        Listener listener = engine.listen(loopback, exchange -> pages.serve(exchange, operator));
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    private static CompletableFuture<HttpResponse<String>> get(URI address, String path) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void othersAreAnsweredWhileItIsRendered() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        URI address = serve(() -> {
            begun.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return null;
        });
        try {
            CompletableFuture<HttpResponse<String>> metrics = get(address, "/metrics");
            begun.await();

            assertThat(get(address, "/health").join().statusCode()).isEqualTo(200);
            assertThat(metrics).isNotDone();

            mayGoOn.countDown();
            assertThat(metrics.join().body()).contains("gatehouse_uptime_seconds");
        } finally {
            mayGoOn.countDown();
        }
    }

    @Test
    void whatCannotBeRenderedIsAnError() throws Exception {
        URI address = serve(() -> {
            throw new IllegalStateException("no numbers");
        });
        HttpResponse<String> answer = get(address, "/metrics").join();
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"The metrics could not be rendered. The gateway's log says why.\"}");
    }
}
