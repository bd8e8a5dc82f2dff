package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.response;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamableHttpTest extends UpstreamTest {
    @Test
    void aModernServerIsFoundByTheProbeAndListed() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2026_07_28);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(upstream.snapshot().stale()).isFalse();
        assertThat(upstream.snapshot().ttlMillis()).isZero();
        assertThat(server.received("initialize")).isEmpty();
    }

    @Test
    void aModernCallCarriesTheHeadersThatMirrorItAndComesBackAsItIs() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[],\"x\":1.10}"));
        Upstream upstream = fixture.start(server);
        RecordingExchange exchange = call(upstream, RecordingExchange.LEGACY, Wire.echo());
        assertThat(exchange.response().result().whole().text()).isEqualTo("{\"content\":[],\"x\":1.10}");
        HandMadeServer.Received sent = server.received("tools/call").getFirst();
        assertThat(sent.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(sent.header("Mcp-Method")).isEqualTo("tools/call");
        assertThat(sent.header("Mcp-Name")).isEqualTo("echo");
        assertThat(sent.header("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(sent.body())
                .contains("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"")
                .contains("\"io.modelcontextprotocol/clientCapabilities\":{}")
                .contains("\"arguments\":{\"n\":1.10}")
                .doesNotContain("client-7");
        assertThat(server.received("tools/call")).hasSize(1);
    }

    @Test
    void whatAModernClientSaysOfItselfPassesUntouched() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("prompts/get", (http, request) -> json(http, request, "{}"));
        Upstream upstream = fixture.start(server);
        String params = "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}},\"traceparent\":\"00-a-b-01\"},"
                + "\"name\":\"größe\"}";
        call(upstream, RecordingExchange.MODERN, Request.of("3", "prompts/get", params))
                .response();
        HandMadeServer.Received sent = server.received("prompts/get").getFirst();
        assertThat(sent.body()).contains("\"params\":" + params);
        assertThat(sent.header("Mcp-Name")).isEqualTo("=?base64?Z3LDtsOfZQ==?=");
    }

    @Test
    void argumentsAreMirroredAndUnknownParameterHeadersPass() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{}"));
        Upstream upstream = fixture.start(server);
        RecordingExchange exchange = new RecordingExchange(RecordingExchange.MODERN);
        exchange.parameterHeaders = Map.of("mcp-param-other", "x", "mcp-param-region", "wrong");
        CallOptions options = new CallOptions(
                null,
                null,
                List.of(
                        new HeaderParameter("Region", List.of("where", "region")),
                        new HeaderParameter("Count", List.of("count")),
                        new HeaderParameter("Gone", List.of("gone"))),
                false);
        String params = "{\"name\":\"echo\",\"arguments\":{\"where\":{\"region\":\" eu\"},\"count\":42,\"gone\":null}}";
        upstream.request(EditedRequest.unchanged(Request.of("3", "tools/call", params)), exchange, options);
        exchange.response();
        HandMadeServer.Received sent = server.received("tools/call").getFirst();
        assertThat(sent.header("Mcp-Param-Region")).isEqualTo("=?base64?IGV1?=");
        assertThat(sent.header("Mcp-Param-Count")).isEqualTo("42");
        assertThat(sent.header("Mcp-Param-Gone")).isEmpty();
        assertThat(sent.header("Mcp-Param-Other")).isEqualTo("x");
    }

    @Test
    void aLegacyServerIsInitializedAndItsSessionKept() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2025_11_25);
        assertThat(upstream.snapshot().instructions()).isEqualTo("be kind");
        String params = "{\"name\":\"echo\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{},\"traceparent\":\"00-a-b-01\",\"x\":1}}";
        call(upstream, RecordingExchange.MODERN, Request.of("3", "tools/call", params))
                .response();
        HandMadeServer.Received sent = server.received("tools/call").getFirst();
        assertThat(sent.body())
                .contains("\"params\":{\"name\":\"echo\",\"_meta\":{\"traceparent\":\"00-a-b-01\",\"x\":1}}");
        assertThat(sent.header("Mcp-Session-Id")).isEqualTo("session-1");
        assertThat(sent.header("MCP-Protocol-Version")).isEqualTo("2025-11-25");
        assertThat(sent.header("Mcp-Method")).isEmpty();
        assertThat(server.received("notifications/initialized")).hasSize(1);
    }

    /// rust-sdk#497 and #849 are the like for notifications: any status that says yes is one.
    @ParameterizedTest
    @ValueSource(ints = {201, 203})
    void anAnswerWithAnotherStatusThatSaysYesIsOne(int status) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "initialize",
                (http, request) -> http.respond(
                        status,
                        "application/json",
                        utf8(response(
                                request,
                                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                                        + "\"serverInfo\":{\"name\":\"l\",\"version\":\"1\"}}"))));
        server.on(
                "tools/call",
                (http, request) ->
                        http.respond(status, "application/json", utf8(response(request, "{\"content\":[]}"))));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 500})
    void aServerThatTakesNoNotificationsIsWarnedOfAndWorks(int status) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("notifications/initialized", (http, request) -> http.respond(status));
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(upstream.warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("notifications/initialized", "HTTP " + status, "without it"));
    }

    @Test
    void metaThatOnlyHeldModernKeysIsDroppedTowardsALegacyServer() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine, "2025-03-26", "{\"tools\":{}}");
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        String params = "{\"name\":\"echo\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}";
        call(upstream, RecordingExchange.MODERN, Request.of("3", "tools/call", params))
                .response();
        HandMadeServer.Received sent = server.received("tools/call").getFirst();
        assertThat(sent.body()).endsWith("\"params\":{\"name\":\"echo\"}}");
        assertThat(sent.header("MCP-Protocol-Version")).isEmpty();
    }

    @Test
    void progressComesBackUnderTheTokenOfTheClient() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            EventStream stream = http.events();
            String token = request.progressToken().text();
            stream.send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                    + token + ",\"progress\":1}}"));
            stream.send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                    + "\"other\",\"progress\":1}}"));
            stream.send(utf8(response(request, "{\"content\":[]}")));
            stream.end();
        });
        Upstream upstream = fixture.start(server);
        Request request = Request.of("3", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"progressToken\":\"t-1\"}}");
        RecordingExchange exchange = call(upstream, RecordingExchange.LEGACY, request);
        exchange.response();
        assertThat(exchange.notifications).hasSize(1);
        assertThat(exchange.notifications.getFirst().params().string("progressToken"))
                .isEqualTo("t-1");
        assertThat(server.received("tools/call").getFirst().body()).doesNotContain("t-1");
    }

    @Test
    void aServerThatWantsInputGetsItOnlyFromAClientThatDeclaredIt() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        String result = "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":"
                + "\"elicitation/create\",\"params\":{}}},\"requestState\":\"s\"}";
        server.on("tools/call", (http, request) -> json(http, request, result));
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(CallFailure.Kind.ASKED);
        assertThat(failure.caller().happened()).contains("elicitation/create");
        Request declared = Request.of(
                "3",
                "tools/call",
                "{\"name\":\"echo\",\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}}");
        Peer declaring = new Peer(
                Revision.NEWEST, Response.result("{\"elicitation\":{}}").result(), null, Caller.ANONYMOUS, null);
        assertThat(call(upstream, declaring, declared)
                        .response()
                        .result()
                        .whole()
                        .text())
                .isEqualTo(result);
        var refused = call(upstream, RecordingExchange.MODERN, Wire.echo()).response();
        assertThat(refused.errorCode()).isEqualTo(-32_021);
        assertThat(refused.body().text()).contains("\"requiredCapabilities\":{\"elicitation\":{}}");
    }

    @Test
    void aCapabilityThatAServerMissesIsAToolErrorForALegacyClient() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on(
                "tools/call",
                (http, request) -> http.respond(
                        400,
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text()
                                + ",\"error\":{\"code\":-32021,\"message\":\"no\",\"data\":{\"requiredCapabilities\":"
                                + "{\"sampling\":{}}}}}")));
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(CallFailure.Kind.ASKED);
        assertThat(failure.caller().happened()).contains("asked for sampling");
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .errorCode())
                .isEqualTo(-32_021);
    }

    @Test
    void settingsThatCannotWorkKeepOnlyTheirOwnServerOut() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Transport.Http unfit =
                new Transport.Http(server.url(), false, Map.of("X-Key", "a\nb"), null, ClientSettings.defaults());
        fixture.start(ServerSettings.of("s", UpstreamsFixture.http(server)), ServerSettings.of("bad", unfit));
        Upstream bad = fixture.upstreams.find("bad");
        Wire.until("given up", () -> bad.state().phase() == ServerPhase.FAILED);
        assertThat(bad.state().problem()).contains("server bad");
        assertThat(fixture.upstreams.find("s").state().phase()).isEqualTo(ServerPhase.READY);
    }

    @Test
    void aLogMessageReachesOnlyTheModernClientThatWantsIt() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            EventStream stream = http.events();
            for (String level : List.of("debug", "error")) {
                stream.send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\""
                        + level + "\"}}"));
            }
            stream.send(utf8(response(request, "{\"content\":[]}")));
            stream.end();
        });
        Upstream upstream = fixture.start(server);
        RecordingExchange silent = call(upstream, RecordingExchange.MODERN, Wire.echo());
        silent.response();
        assertThat(silent.notifications).isEmpty();
        RecordingExchange wanting = call(
                upstream,
                RecordingExchange.MODERN,
                Request.of(
                        "1",
                        "tools/call",
                        "{\"name\":\"echo\",\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"warning\"}}"));
        wanting.response();
        assertThat(wanting.notifications).hasSize(1);
    }
}
