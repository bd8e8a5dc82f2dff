package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.engine.HttpEngine;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Client and server of the engine talk to each other over every transport.
class RoundTripTest {

    @ParameterizedTest
    @EnumSource(SocketBackend.class)
    void aRequestIsAnsweredOverEveryTransport(SocketBackend transport) throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(2, transport));
                Listener listener = engine.listen(
                        ListenSettings.of(0, "127.0.0.1", "::1"),
                        exchange -> exchange.responseHeader("X-Path", exchange.path())
                                .respond(200, "text/plain", exchange.body()));
                HttpClient client = engine.client(ClientSettings.defaults())) {
            for (var address : List.of("127.0.0.1", "[::1]", "localhost")) {
                WholeResponse response = client.exchange(new ClientRequest(
                        "POST",
                        URI.create("http://" + address + ":" + listener.port() + "/a?b=c"),
                        List.of(new Header("Content-Type", "text/plain")),
                        "hello".getBytes(UTF_8),
                        Deadlines.none()));
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers().get("x-path")).isEqualTo("/a");
                assertThat(new String(response.body(), UTF_8)).isEqualTo("hello");
            }
            if (transport != SocketBackend.AUTO) {
                assertThat(engine.transport()).isEqualToIgnoringCase(transport.name());
            }
        }
    }
}
