package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A subscriber learns what a modern server honours, whatever becomes of the stream that it waits for.
class ModernWatchTest {
    private static final Set<String> ONE = Set.of("x://1");
    private static final Set<String> TWO = Set.of("x://2");

    @TempDir
    Path folder;

    private final List<Set<String>> honoured = new CopyOnWriteArrayList<>();
    private final List<EventStream> silent = new CopyOnWriteArrayList<>();
    private UpstreamsFixture fixture;
    private HandMadeServer server;
    private Upstream upstream;

    @BeforeEach
    void start() throws Exception {
        fixture = new UpstreamsFixture(folder);
        server = HandMadeServer.modern(fixture.engine);
        server.on("server/discover", (http, request) -> HandMadeServer.json(http, request, """
                {"resultType":"complete","supportedVersions":["2026-07-28"],
                "capabilities":{"resources":{"subscribe":true}},"ttlMs":0,"cacheScope":"public"}"""));
        server.on("resources/list", (http, request) -> listed(http, request, "resources"));
        server.on("resources/templates/list", (http, request) -> listed(http, request, "resourceTemplates"));
        server.on("subscriptions/listen", (http, request) -> silent.add(http.events()));
        upstream = fixture.start(server);
    }

    private static void listed(HttpExchange http, Request request, String what) {
        HandMadeServer.json(
                http,
                request,
                "{\"" + what + "\":[],\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aStreamThatIsReplacedBeforeItsAcknowledgementHoldsNobodyUp() {
        upstream.watch(ONE, honoured::add);
        Wire.until("listening", () -> silent.size() == 1);
        server.on("subscriptions/listen", ModernWatchTest::acknowledge);

        upstream.watch(TWO, honoured::add);

        Wire.until("both know", () -> honoured.size() == 2);
        assertThat(honoured).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void aConnectionThatEndsBeforeTheAcknowledgementHoldsNobodyUp() {
        upstream.watch(ONE, honoured::add);
        Wire.until("listening", () -> silent.size() == 1);

        fixture.upstreams.apply(List.of());

        Wire.until("it goes on", () -> honoured.size() == 1);
    }

    @Test
    void aServerThatDoesNotAcknowledgeHoldsNobodyUpForLong() {
        upstream.watch(ONE, honoured::add);

        Wire.until("it goes on", () -> honoured.size() == 1);
        assertThat(honoured).containsExactly(ONE);
    }

    /// Honours all that it is asked for.
    private static void acknowledge(HttpExchange http, Request request) {
        Slice asked = request.params().get("notifications");
        http.events()
                .send(HandMadeServer.utf8(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
                                + "\"params\":{\"notifications\":" + asked.text()
                                + ",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                                + request.id().text() + "}}}"));
    }
}
