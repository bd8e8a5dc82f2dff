package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers that the official clients understand, and those that end their call: once each of them left the call open
/// until its time was over, or was taken for an answer that it was not. Over every transport alike.
final class OddAnswersTest extends UpstreamTest {
    private static final String OK = "\"result\":{\"content\":[],\"n\":1.10}}";

    /// How the answer of a call travels.
    enum Way {
        STDIO,
        BODY,
        STREAM,
        EVENTS
    }

    /// Starts a server that answers calls with what their argument `raw` says, `$ID` being the id of the call.
    private Upstream server(Way way, int depth) throws Exception {
        Transport transport = switch (way) {
            case STDIO -> ScriptedServer.transport(folder.resolve("log"));
            case BODY ->
                http(HandMadeServer.legacy(fixture.engine)
                        .on(
                                "tools/call",
                                (http, request) -> http.respond(200, "application/json", bytes(raw(request)))));
            case STREAM ->
                http(HandMadeServer.legacy(fixture.engine).on("tools/call", (http, request) -> {
                    EventStream stream = http.events();
                    raw(request).lines().forEach(line -> stream.send(bytes(line)));
                    stream.end();
                }));
            case EVENTS -> eventStreams();
        };
        Upstream upstream = fixture.start(
                ServerSettings.builder("s", transport).answerDepth(depth).build());
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        return upstream;
    }

    private static Transport http(HandMadeServer server) {
        return UpstreamsFixture.http(server);
    }

    private Transport eventStreams() throws Exception {
        List<EventStream> streams = new CopyOnWriteArrayList<>();
        HandMadeServer server = HandMadeServer.bare(fixture.engine);
        server.on("GET", (http, request) -> {
            EventStream stream = http.events();
            streams.add(stream);
            stream.send("endpoint", null, utf8("?session=1"));
        });
        Map.of(
                        "initialize",
                        "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}",
                        "tools/list",
                        HandMadeServer.TOOLS + "}")
                .forEach((method, result) -> server.on(method, (http, request) -> {
                    http.respond(202);
                    streams.getLast().send(utf8(HandMadeServer.response(request, result)));
                }));
        server.on("tools/call", (http, request) -> {
            http.respond(202);
            raw(request).lines().forEach(line -> streams.getLast().send(bytes(line)));
        });
        return new Transport.Http(server.url(), true, Map.of(), null, ClientSettings.defaults());
    }

    @Test
    void theDepthThatAnswersMayHaveHoldsForTheFirstOnesToo() throws Exception {
        String deep = "[".repeat(200) + "]".repeat(200);
        HandMadeServer modern = HandMadeServer.modern(fixture.engine);
        modern.on(
                "server/discover",
                (http, request) -> HandMadeServer.json(
                        http,
                        request,
                        "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"_meta\":{\"x\":"
                                + deep + "}}"));
        HandMadeServer legacy = HandMadeServer.legacy(fixture.engine);
        legacy.on(
                "initialize",
                (http, request) -> HandMadeServer.json(
                        http,
                        request,
                        "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"_meta\":{\"x\":" + deep
                                + "}}"));
        for (HandMadeServer server : List.of(modern, legacy)) {
            Upstream upstream = fixture.start(
                    ServerSettings.builder("s", http(server)).answerDepth(300).build());
            assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        }
    }

    private static String raw(Request request) {
        String raw = request.params().object("arguments").string("raw");
        return new String(Base64.getDecoder().decode(raw), StandardCharsets.ISO_8859_1)
                .replace("$ID", request.id().text());
    }

    /// The bytes as they were given.
    private static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RecordingExchange call(Upstream upstream, String raw) {
        return call(upstream, utf8(raw));
    }

    private static RecordingExchange call(Upstream upstream, byte[] raw) {
        String encoded = Base64.getEncoder().encodeToString(raw);
        return UpstreamsFixture.call(
                upstream,
                RecordingExchange.LEGACY,
                Request.of("7", "tools/call", "{\"name\":\"raw\",\"arguments\":{\"raw\":\"" + encoded + "\"}}"));
    }

    private static List<ServerWarning> about(Upstream upstream, String entry) {
        return upstream.warnings().stream()
                .filter(warning -> warning.entry().equals(entry))
                .toList();
    }

    private static void answers(Upstream upstream, String raw) {
        assertThat(call(upstream, raw).response().body().text()).as(raw).contains("\"n\":1.10");
    }

    private static void errs(Upstream upstream, String raw, int code, String text) {
        var response = call(upstream, raw).response();
        assertThat(response.errorCode()).as(raw).isEqualTo(code);
        assertThat(response.errorMessage()).as(raw).isEqualTo(text);
    }

    private static void breaks(Upstream upstream, String raw, String why) {
        CallFailure failure = call(upstream, raw).failure();
        assertThat(failure.kind()).as(raw).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.operator().happened()).as(raw).contains(why);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatOfficialClientsUnderstandIsUnderstood(Way way) throws Exception {
        Upstream upstream = server(way, 128);
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
        assertThat(about(upstream, "answers")).isEmpty();
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":\"$ID\"," + OK);
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID.0," + OK);
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"error\":null," + OK);
        assertThat(about(upstream, "answers")).hasSizeBetween(1, 3);
        if (way != Way.BODY) {
            answers(upstream, "{\"level\":30,\"msg\":\"in\",\"id\":$ID}\n{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
            answers(upstream, "Listening …\n{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
            assertThat(upstream.warnings().toString()).contains("mixed with its messages");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void bytesThatAreNoUtf8AreReplacedInTheirAnswerAlone(Way way) throws Exception {
        Upstream upstream = server(way, 128);
        String cp949 = "\u00b0\u00a1";
        byte[] raw = bytes("{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"content\":[],\"t\":\"a" + cp949 + "b" + cp949
                + "\",\"ok\":\"\u00ec\u00a0\u0095\"}}");
        String answer = call(upstream, raw).response().body().text();
        assertThat(answer).contains("\"t\":\"a\uFFFD\uFFFDb\uFFFD\uFFFD\"").contains("\"ok\":\"정\"");
        assertThat(about(upstream, "answers").toString()).contains("not UTF-8");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aByteOrderMarkBeforeAnAnswerIsDropped(Way way) throws Exception {
        Upstream upstream = server(way, 128);
        answers(upstream, "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
        if (way != Way.STREAM) {
            assertThat(about(upstream, "answers").toString()).contains("byte-order mark");
        }
        errs(upstream, "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":$ID,\"error\":{\"code\":-5,\"message\":\"a\"}}", -5, "a");
    }

    @Test
    void oneByteThatIsNoUtf8InADescriptionLeavesTheListReadable() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> http.respond(
                        200,
                        "application/json",
                        bytes("\u00ef\u00bb\u00bf"
                                + HandMadeServer.response(
                                        request,
                                        "{\"tools\":[{\"name\":\"good\",\"inputSchema\":{\"type\":\"object\"}},"
                                                + "{\"name\":\"odd\",\"description\":\"\u00b0\u00a1 x\","
                                                + "\"inputSchema\":{\"type\":\"object\"}}]}"))));
        Upstream upstream = fixture.start(server);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("good", "odd");
        assertThat(about(upstream, "tool odd").toString()).contains("not UTF-8");
        assertThat(about(upstream, "tool good")).isEmpty();
        assertThat(about(upstream, "answers").toString())
                .contains("byte-order mark")
                .doesNotContain("UTF-8");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anErrorKeepsItsTextWhateverItsForm(Way way) throws Exception {
        Upstream upstream = server(way, 128);
        String head = "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"error\":";
        errs(upstream, head + "{\"code\":-5,\"message\":\"it broke\"}}", -5, "it broke");
        errs(upstream, head + "{\"message\":\"it broke\"}}", -32_603, "it broke");
        errs(upstream, head + "{\"code\":\"E_NO\",\"message\":\"it broke\"}}", -32_603, "it broke (E_NO)");
        errs(upstream, head + "{\"code\":\"-32000\",\"message\":\"it broke\"}}", -32_000, "it broke");
        errs(upstream, head + "{\"code\":-32000.0,\"message\":\"it broke\"}}", -32_000, "it broke");
        errs(upstream, head + "{\"code\":-5,\"message\":{\"why\":1.10}}}", -5, "{\"why\":1.10}");
        errs(upstream, head + "\"it broke\"}", -32_603, "it broke");
        errs(upstream, head + "{\"code\":-5,\"message\":\"it broke\"},\"result\":null}", -5, "it broke");
        errs(upstream, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-5,\"message\":\"a\"}}", -5, "a");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anAnswerThatCannotBeReadEndsItsCall(Way way) throws Exception {
        Upstream upstream = server(way, 128);
        String deep = "[".repeat(200) + "]".repeat(200);
        breaks(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"n\":NaN}}", "expected a value");
        breaks(
                upstream,
                "{\"jsonrpc\":\"2.0\",\"result\":{\"n\":NaN, \"s\":\"}\\\"\"},\"id\":\"$ID\"}",
                "not a message");
        breaks(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":" + deep + "}}", "deeper than 128 levels");
        breaks(upstream, "{\"jsonrpc\":\"2.0\",\"result\":{\"n\":Infinity}}", "not a message");
        breaks(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":[]}", "not a message");
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void howDeepAnAnswerMayNestIsASetting(Way way) throws Exception {
        Upstream upstream = server(way, 500);
        String deep = "[".repeat(400) + "]".repeat(400);
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":" + deep + ",\"n\":1.10}}");
        breaks(
                upstream,
                "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}",
                "deeper than 500 levels");
    }

    @Test
    void aMessageWithoutAnIdEndsNoneOfSeveralCalls() throws Exception {
        Upstream upstream = server(Way.STDIO, 128);
        RecordingExchange first = call(upstream, "");
        RecordingExchange second = call(upstream, "{\"jsonrpc\":\"2.0\",\"result\":{\"n\":NaN}}");
        answers(upstream, "{\"jsonrpc\":\"2.0\",\"id\":$ID," + OK);
        assertThat(first.done()).isFalse();
        assertThat(second.done()).isFalse();
    }
}
