package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.HealthSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server's own page decides whether calls go to it.
final class HealthPageTest extends UpstreamTest {
    @Test
    void callsAreHeldBackWhileThePageSaysThatTheServerIsNotWell() throws Exception {
        try (HandMadeServer server = HandMadeServer.modern(fixture.engine);
                HandMadeServer page = HandMadeServer.bare(fixture.engine)) {
            server.on(
                    "tools/call",
                    (http, request) ->
                            HandMadeServer.json(http, request, "{\"content\":[],\"resultType\":\"complete\"}"));
            page.on("GET", (http, request) -> http.respond(204));
            URI address = page.url().resolve("/healthz");
            Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                    .health(new HealthSettings(address, Duration.ofMillis(50)))
                    .build());
            Wire.until("asked", () -> page.received("GET").size() > 2);
            assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo()).answered())
                    .isTrue();
            assertThat(upstream.heldUntil("")).isNull();

            page.on("GET", (http, request) -> http.respond(503));
            Wire.until("unwell", () -> upstream.state().phase() == ServerPhase.RETRYING);
            assertThat(upstream.state().problem()).isEqualTo("the health page of server s answers with HTTP 503");
            assertThat(upstream.heldUntil("")).isNotNull();
            int sent = server.received("tools/call").size();
            CallFailure held =
                    call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
            assertThat(held.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(held.caller().happened()).isEqualTo("Server s is not well, so calls are held back");
            assertThat(server.received("tools/call")).hasSize(sent);
            assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");

            page.on("GET", (http, request) -> http.respond(200));
            Wire.until("well", () -> upstream.state().phase() == ServerPhase.READY);
            assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo()).answered())
                    .isTrue();
        }
    }

    @Test
    void aPathIsOneOfTheServersAddress() {
        HealthSettings path = new HealthSettings(URI.create("/healthz"), HealthSettings.EVERY);
        assertThat(path.of(new Transport.Http(
                        URI.create("https://crm.example.com:8443/mcp?a=b"),
                        false,
                        Map.of(),
                        null,
                        ClientSettings.defaults())))
                .isEqualTo(URI.create("https://crm.example.com:8443/healthz"));
    }
}
