package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Servers that are not there, or not there yet, and what is said of them.
final class HttpOutagesTest extends UpstreamTest {
    @Test
    void theFirstWaitBeforeAnotherAttemptIsASetting() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.close();
        Duration wait = Duration.ofMillis(100);
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .retries(new RetryBounds(wait, wait, 1))
                .build());
        assertThat(upstream.state().nextTry()).isBefore(Instant.now().plus(wait.multipliedBy(2)));
    }

    @Test
    void aDeadServerFailsFastKeepsItsListAndComesBack() throws Exception {
        int port;
        try (HandMadeServer server = HandMadeServer.modern(fixture.engine)) {
            port = server.url().getPort();
            Upstream upstream = fixture.start(server);
            assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        }
        Upstream upstream = fixture.upstreams.find("s");
        // A kept connection may be used before its end is seen: then it breaks off.
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .failure()
                        .kind())
                .isIn(Kind.UNAVAILABLE, Kind.BROKEN_OFF);
        Wire.until("noticed", () -> upstream.state().phase() == ServerPhase.RETRYING);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(upstream.snapshot().stale()).isTrue();
        CallFailure failure =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.nextTry()).isNotNull();
        assertThat(failure.operator().happened()).contains("s").contains(String.valueOf(port));
        assertThat(failure.caller().text()).isEqualTo("Server s is not available");
    }

    @Test
    void aServerThatDiesInTheMiddleOfACallIsNoticedWithoutAnotherCall() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> Thread.startVirtualThread(server::close));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.BROKEN_OFF);
        Wire.until("noticed", () -> upstream.state().phase() == ServerPhase.RETRYING);
    }

    @Test
    void aServerThatStartsLateIsFound() throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        server.on("server/discover", (http, request) -> http.respond(503));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.RETRYING);
        assertThat(server.received("initialize"))
                .as("an outage says nothing of the era")
                .isEmpty();
        HandMadeServer later = HandMadeServer.modern(fixture.engine);
        server.on("server/discover", later::answer);
        server.on("tools/list", later::answer);
        upstream.refresh();
        Wire.until("connected", () -> !upstream.snapshot().tools().isEmpty());
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
    }

    @Test
    void aRedirectIsNotFollowedAndTheSettingIsNamed() throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        server.on("server/discover", (http, request) -> {
            http.responseHeader("Location", "https://elsewhere.example/mcp?token=secret");
            http.respond(307);
        });
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().remedy())
                .contains("`url`")
                .contains("https://elsewhere.example/mcp")
                .doesNotContain("secret");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aServerThatBreaksOffAtOnceMayWantTls() throws Exception {
        try (RawServer server = new RawServer(body -> new RawServer.Reply("", RawServer.After.CLOSE))) {
            Upstream upstream = fixture.start(ServerSettings.of(
                    "s", new Transport.Http(server.url(), false, Map.of(), null, ClientSettings.defaults())));
            assertThat(upstream.state().problem()).contains("closed before the response was complete");
            assertThat(upstream.state().remedy()).contains("https://");
        }
    }

    @Test
    void noSecretComesBackInAMessage() throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        server.on(
                "server/discover",
                (http, request) -> http.respond(401, "text/plain", utf8("bad token " + http.header("authorization"))));
        Upstream upstream = fixture.start(ServerSettings.of(
                "s",
                new Transport.Http(
                        server.url(),
                        false,
                        Map.of("Authorization", "Bearer hush-hush"),
                        null,
                        ClientSettings.defaults())));
        assertThat(upstream.state().problem())
                .contains("401")
                .contains("bad token")
                .doesNotContain("hush");
    }
}
