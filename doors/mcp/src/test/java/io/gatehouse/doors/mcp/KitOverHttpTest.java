package io.gatehouse.doors.mcp;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.HandMadeServer;
import io.gatehouse.upstream.RecordingExchange;
import io.gatehouse.upstream.TestSession;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamsFixture;
import io.gatehouse.upstream.Wire;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sample shop behind the endpoint of the kit, as a modern server and as one that knows no modern request.
final class KitOverHttpTest {
    @TempDir
    Path folder;

    UpstreamsFixture fixture;
    KitServer shop;
    Listener listener;

    @BeforeEach
    void start() {
        fixture = new UpstreamsFixture(folder);
        shop = SampleShop.server();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Upstream start(boolean modern) throws Exception {
        StreamableEndpoint endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), fixture.engine.timers());
        listener = fixture.engine.listen(ListenSettings.of(0, "127.0.0.1"), http -> {
            String body = new String(http.body(), StandardCharsets.UTF_8);
            if (!modern && body.contains("server/discover")) {
                http.respond(400);
            } else {
                endpoint.handle(http, shop, Caller.ANONYMOUS, "shop");
            }
        });
        URI url = URI.create("http://127.0.0.1:" + listener.port() + "/mcp");
        Upstream upstream = fixture.start(
                ServerSettings.of("s", new Transport.Http(url, false, Map.of(), null, ClientSettings.defaults())));
        assertThat(upstream.state().revision().modern()).isEqualTo(modern);
        return upstream;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsOfBothErasReadIt(boolean modern) throws Exception {
        Upstream upstream = start(modern);
        assertThat(upstream.snapshot().tools()).isNotEmpty();
        for (var peer : java.util.List.of(RecordingExchange.LEGACY, RecordingExchange.MODERN)) {
            RecordingExchange exchange =
                    call(upstream, peer, Request.of("\"c\"", "resources/read", "{\"uri\":\"shop://catalogue\"}"));
            assertThat(exchange.response().result().has("contents")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aToolThatAppearsIsListed(boolean modern) throws Exception {
        Upstream upstream = start(modern);
        shop.put(Tool.named("fresh").description("new").does(call -> ToolResult.text("x")));
        Wire.until(
                "listed",
                () -> HandMadeServer.names(upstream.snapshot().tools()).contains("fresh"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWatchedResourceIsReported(boolean modern) throws Exception {
        Upstream upstream = start(modern);
        var honoured = new CopyOnWriteArrayList<Set<String>>();
        upstream.watch(Caller.ANONYMOUS, Set.of("shop://catalogue"), honoured::add);
        Wire.until("honoured", () -> !honoured.isEmpty());
        assertThat(honoured.getFirst()).containsExactly("shop://catalogue");
        Wire.until("reported", () -> {
            shop.updated("shop://catalogue");
            return !fixture.notified.isEmpty();
        });
        assertThat(fixture.notified.getFirst().params().string("uri")).isEqualTo("shop://catalogue");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQuestionOfTheServerReachesTheClientOfItsOwnEra(boolean modern) throws Exception {
        Upstream upstream = start(modern);
        shop.put(Tool.named("ask")
                .description("asks")
                .does(call -> ToolResult.text(""
                        + call.elicit("k", "Sure?", "{\"type\":\"object\",\"properties\":{}}")
                                .accepted())));
        Wire.until(
                "listed",
                () -> HandMadeServer.names(upstream.snapshot().tools()).contains("ask"));
        TestSession session = new TestSession("one");
        RecordingExchange exchange = new RecordingExchange(session.peer("{\"elicitation\":{}}"));
        exchange.askAnswer = Response.result("{\"action\":\"accept\",\"content\":{}}");
        upstream.request(
                EditedRequest.unchanged(Request.of("1", "tools/call", "{\"name\":\"ask\",\"arguments\":{}}")),
                exchange,
                CallOptions.DEFAULT);
        if (modern) {
            Wire.until("ended without a question", exchange::done);
            assertThat(exchange.asked).isEmpty();
        } else {
            assertThat(exchange.response().result().whole().text()).contains("true");
            assertThat(exchange.asked).hasSize(1);
        }
    }
}
