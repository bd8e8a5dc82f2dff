package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.response;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP+SSE of 2024-11-05.
final class EventStreamsTest extends UpstreamTest {
    List<EventStream> streams = new CopyOnWriteArrayList<>();

    /// A server that posts are sent to at `/mcp?session=1`, and that refuses posts without it.
    private HandMadeServer server(String endpoint) throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        server.on("GET", (http, request) -> {
            http.responseHeader("Set-Cookie", "route=1; Path=/");
            EventStream stream = http.events();
            streams.add(stream);
            stream.send("endpoint", null, utf8(endpoint));
        });
        answers(
                server,
                "initialize",
                "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}");
        answers(server, "tools/list", HandMadeServer.TOOLS + "}");
        answers(server, "tools/call", "{\"content\":[]}");
        return server;
    }

    private void answers(HandMadeServer server, String method, String result) {
        server.on(method, (http, request) -> {
            if (http.query() == null || !http.path().equals("/mcp")) {
                http.respond(405);
                return;
            }
            http.respond(202, "text/plain", utf8("Accepted"));
            streams.getLast().send(utf8(response(request, result)));
        });
    }

    private ServerSettings settings(HandMadeServer server, boolean known) {
        return ServerSettings.of(
                "s",
                new Transport.Http(server.url(), known, Map.of("X-Key", "k-e-y"), null, ClientSettings.defaults()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsFoundWhetherOrNotItIsKnownBefore(boolean known) throws Exception {
        HandMadeServer server = server("?session=1");
        Upstream upstream = fixture.start(settings(server, known));
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().transport()).isEqualTo("http+sse");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.received("tools/call").getFirst().header("x-key")).isEqualTo("k-e-y");
        assertThat(server.received("tools/call").getFirst().header("cookie")).isEqualTo("route=1");
        assertThat(server.received("server/discover")).hasSize(known ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy", "legacy without a word to the probe"})
    void aServerOfStreamableHttpThatIsSaidToBeOneIsToldApart(String kind) throws Exception {
        HandMadeServer server =
                kind.equals("modern") ? HandMadeServer.modern(fixture.engine) : HandMadeServer.legacy(fixture.engine);
        if (kind.contains("without")) {
            server.on("server/discover", (http, request) -> http.respond(400, "text/plain", utf8("no session")));
        }
        Transport.Http known = new Transport.Http(server.url(), true, Map.of(), null, ClientSettings.defaults());
        Upstream upstream = fixture.start(ServerSettings.builder("s", known)
                .connectTimeout(Duration.ofSeconds(1))
                .build());
        assertThat(upstream.state().problem())
                .startsWith("server s has `type: sse`, but answers as Streamable HTTP at its `url`"
                        + " (when its event stream was opened: server s ");
        assertThat(upstream.state().remedy()).isEqualTo("remove `type: sse` of server s, or write `type: http`");
    }

    @Test
    void aWebPageThatIsSaidToBeOneIsNotTakenForAnother() throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        Upstream upstream = fixture.start(settings(server, true));
        assertThat(upstream.state().problem()).contains("answered 405").doesNotContain("Streamable HTTP");
    }

    @Test
    void anEndpointElsewhereIsRefused() throws Exception {
        HandMadeServer elsewhere = HandMadeServer.bare(fixture.engine);
        HandMadeServer server = server(elsewhere.url() + "?session=1");
        Upstream upstream = fixture.start(settings(server, true));
        assertThat(upstream.state().problem()).contains("another origin");
        assertThat(elsewhere.received()).isEmpty();
    }

    @Test
    void aStreamThatEndsBreaksCallsOffAndIsOpenedAgain() throws Exception {
        HandMadeServer server = server("/mcp?session=1");
        Upstream upstream = fixture.start(settings(server, true));
        server.on("tools/call", (http, request) -> {
            http.respond(202);
            streams.getLast().end();
        });
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.BROKEN_OFF);
        answers(server, "tools/call", "{\"content\":[]}");
        Wire.until("back", () -> streams.size() == 2 && upstream.state().phase() == ServerPhase.READY);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410, 400})
    void aPostRefusedForAForgottenSessionReopensTheStreamAndGoesAgain(int status) throws Exception {
        HandMadeServer server = server("/mcp?session=1");
        Upstream upstream = fixture.start(settings(server, true));
        server.on("tools/call", (http, request) -> {
            if (streams.size() == 1) {
                http.respond(status, "text/plain", utf8("Could not find session"));
            } else {
                http.respond(202);
                streams.getLast().send(utf8(response(request, "{\"content\":[]}")));
            }
        });
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(streams).hasSize(2);
        assertThat(server.received("tools/call")).hasSize(2);
    }

    @Test
    void aServerThatForgetsEverySessionIsNotAskedForEver() throws Exception {
        HandMadeServer server = server("/mcp?session=1");
        Upstream upstream = fixture.start(settings(server, true));
        server.on("tools/call", (http, request) -> http.respond(404));
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.FORGOTTEN);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(server.received("tools/call")).hasSize(2);
    }

    @Test
    void aRefusedPostFailsItsCallAtOnce() throws Exception {
        HandMadeServer server = server("/mcp?session=1");
        Upstream upstream = fixture.start(settings(server, true));
        server.on("tools/call", (http, request) -> http.respond(429));
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.RATE_LIMITED);
    }
}
