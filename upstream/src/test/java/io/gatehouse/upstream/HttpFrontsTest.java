package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.response;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What proxies in front of servers do to their answers.
final class HttpFrontsTest extends UpstreamTest {
    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void packed(HttpExchange http, String type, String coding, byte[] body) {
        http.responseHeader("Content-Encoding", coding);
        OutgoingBody out = http.stream(200, type);
        out.write(body);
        out.end();
    }

    private static void result(HttpExchange http, Request request, String type) {
        String answer = response(request, "{\"content\":[],\"resultType\":\"complete\"}");
        boolean events = type.toLowerCase(java.util.Locale.ROOT).startsWith("text");
        packed(http, type, "gzip", gzip(events ? "event: message\ndata: " + answer + "\n\n" : answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "Application/JSON; charset=utf-8", "text/event-stream", "Text/Event-Stream"})
    void anAnswerThatAProxyCompressesIsRead(String type) throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> result(http, request, type));
        server.on(
                "tools/list",
                (http, request) -> packed(
                        http,
                        type,
                        "gzip",
                        gzip((type.startsWith("t") || type.startsWith("T") ? "data: " : "")
                                + response(request, HandMadeServer.TOOLS + "}") + "\n\n")));
        Upstream upstream = fixture.start(server);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.received("tools/call").getFirst().header("accept-encoding"))
                .isEqualTo("identity");
    }

    @Test
    void bytesThatNobodyAskedForAreNotInTheMessage() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> packed(http, "application/json", "br", new byte[] {1, -1, -2, 'x'}));
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.operator().happened())
                .contains("unexpected compression")
                .isPrintable();
        server.on("tools/call", (http, request) -> http.respond(500, "text/plain", gzip("secret")));
        failure = call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.operator().happened()).contains("500").isPrintable();
    }

    @Test
    void aBombEndsItsCallAlone() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        byte[] bomb = gzip(" ".repeat(4 << 20));
        server.on("tools/call", (http, request) -> packed(http, "application/json", "gzip", bomb));
        Upstream upstream = fixture.start(ServerSettings.of(
                "s",
                new Transport.Http(
                        server.url(),
                        false,
                        Map.of(),
                        null,
                        ClientSettings.builder().maxBodyBytes(1 << 20).build())));
        CallFailure failure =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        server.on("tools/call", (http, request) -> result(http, request, "application/json"));
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    /// Redirects everything at `/mcp` to another path, as frameworks do that want a slash at the end.
    private HandMadeServer moved(HandMadeServer server, String to, String... methods) {
        for (String method : methods) {
            HandMadeServer.Answer right = server.answer(method);
            server.on(method, (http, request) -> {
                if (http.path().equals("/mcp")) {
                    http.responseHeader("Location", to);
                    http.respond(307);
                } else {
                    right.give(http, request);
                }
            });
        }
        return server;
    }

    @Test
    void aServerThatWantsASlashAtTheEndIsCalledThere() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> result(http, request, "application/json"));
        moved(server, "/mcp/?token=secret", "server/discover", "tools/list", "tools/call");
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.warnings())
                .extracting(ServerWarning::toString)
                .containsExactly(
                        "url: the server redirects to /mcp/; each call takes two requests; set `url` to that path");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @Test
    void aLegacySessionGoesThroughRedirectsFromItsStreamToItsEnd() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> result(http, request, "application/json"));
        moved(
                server,
                "/mcp/",
                "server/discover",
                "initialize",
                "notifications/initialized",
                "tools/list",
                "tools/call",
                "GET",
                "DELETE");
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        Wire.until("the stream is open", () -> !server.streams().isEmpty());
    }

    @Test
    void anEventStreamBehindARedirectElsewhereIsNamedAsTheProblem() throws Exception {
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        for (String method : new String[] {"server/discover", "initialize"}) {
            server.on(method, (http, request) -> http.respond(405));
        }
        server.on("GET", (http, request) -> {
            http.responseHeader("Location", "https://moved.example/sse?token=secret");
            http.respond(307);
        });
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().problem())
                .contains("answered 307", "when its event stream was opened", "answered 405")
                .doesNotContain("secret");
        assertThat(upstream.state().remedy())
                .contains("set `url` of server s", "https://moved.example/sse")
                .doesNotContain("secret");
    }
}
