package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Request;
import io.gatehouse.server.SampleShop;
import java.nio.file.Path;
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
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
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
}
