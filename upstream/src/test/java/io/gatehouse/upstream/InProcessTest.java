package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server in the same program, by the sample shop.
final class InProcessTest {
    @TempDir
    Path folder;

    UpstreamsFixture fixture;
    Upstream upstream;

    @BeforeEach
    void start() throws Exception {
        fixture = new UpstreamsFixture(folder);
        upstream = fixture.start(ServerSettings.of("s", new Transport.InProcess(SampleShop.server())));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void itIsListed() {
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().transport()).isEqualTo("in-process");
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).isNotEmpty();
        assertThat(HandMadeServer.names(upstream.snapshot().resources())).contains("shop://catalogue");
        assertThat(upstream.snapshot().templates()).isNotEmpty();
        assertThat(upstream.snapshot().prompts()).isNotEmpty();
        assertThat(upstream.snapshot().instructions()).contains("tea");
    }

    @Test
    void itIsCalledByClientsOfBothEras() {
        for (var peer : java.util.List.of(RecordingExchange.LEGACY, RecordingExchange.MODERN)) {
            RecordingExchange exchange =
                    call(upstream, peer, Request.of("\"c\"", "resources/read", "{\"uri\":\"shop://catalogue\"}"));
            assertThat(exchange.response().result().has("contents")).isTrue();
        }
    }

    @Test
    void anErrorWhileItIsListedIsToldAndItIsLookedAfterAgain() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        upstream = fixture.start(ServerSettings.of("s", new Transport.InProcess(new Failing(failing))));
        assertThat(upstream.state().problem())
                .contains("failed inside the gateway")
                .contains("OutOfMemoryError");
        failing.set(false);
        upstream.refresh();
        Wire.until(
                "listed",
                () -> upstream.state().phase() == ServerPhase.READY
                        && !upstream.snapshot().tools().isEmpty());
    }

    /// The sample shop, but listing its tools takes more memory than there is.
    private record Failing(Handler shop, AtomicBoolean failing) implements Handler {
        Failing(AtomicBoolean failing) {
            this(SampleShop.server(), failing);
        }

        @Override
        public void identify(Peer peer, Consumer<Identity> answer) {
            shop.identify(peer, answer);
        }

        @Override
        public void request(Request request, Exchange exchange) {
            if (failing.get() && request.method().equals(Method.TOOLS_LIST)) {
                throw new OutOfMemoryError("there is no room");
            }
            shop.request(request, exchange);
        }

        @Override
        public void notification(Notification notification, Peer peer) {
            shop.notification(notification, peer);
        }

        @Override
        public Listening listen(Filter filter, Peer peer, Listener listener) {
            return shop.listen(filter, peer, listener);
        }
    }
}
