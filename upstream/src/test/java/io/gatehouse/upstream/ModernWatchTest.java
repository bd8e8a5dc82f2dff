package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Files;
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
    private static final String UPDATED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"x://1\"}}";

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
        server.on("server/discover", ModernWatchTest::discovered);
        server.on("resources/list", (http, request) -> listed(http, request, "resources"));
        server.on("resources/templates/list", (http, request) -> listed(http, request, "resourceTemplates"));
        server.on("subscriptions/listen", (http, request) -> silent.add(http.events()));
        upstream = fixture.start(server);
    }

    private static void discovered(HttpExchange http, Request request) {
        HandMadeServer.json(http, request, """
                {"resultType":"complete","supportedVersions":["2026-07-28"],
                "capabilities":{"resources":{"subscribe":true}},"ttlMs":0,"cacheScope":"public"}""");
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
        upstream.watch(Caller.ANONYMOUS, ONE, honoured::add);
        Wire.until("listening", () -> silent.size() == 1);
        server.on("subscriptions/listen", ModernWatchTest::acknowledge);

        upstream.watch(Caller.ANONYMOUS, TWO, honoured::add);

        Wire.until("both know", () -> honoured.size() == 2);
        assertThat(honoured).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void aConnectionThatEndsBeforeTheAcknowledgementHoldsNobodyUp() {
        upstream.watch(Caller.ANONYMOUS, ONE, honoured::add);
        Wire.until("listening", () -> silent.size() == 1);

        fixture.upstreams.apply(List.of());

        Wire.until("it goes on", () -> honoured.size() == 1);
    }

    @Test
    void aServerThatDoesNotAcknowledgeHoldsNobodyUpForLong() {
        upstream.watch(Caller.ANONYMOUS, ONE, honoured::add);

        Wire.until("it goes on", () -> honoured.size() == 1);
        assertThat(honoured).containsExactly(ONE);
    }

    @Test
    void whoeverWatchesIsToldThatSomethingMayHaveBeenMissedOnceTheServerListensAgain() {
        server.on("subscriptions/listen", (http, request) -> silent.add(acknowledge(http, request)));
        upstream.watch(Caller.ANONYMOUS, ONE, honoured::add);
        Wire.until("listening", () -> honoured.size() == 1);
        assertThat(fixture.notified).isEmpty();

        silent.forEach(EventStream::end);

        Wire.until("told", () -> !fixture.notified.isEmpty());
        assertThat(fixture.notified).extracting(told -> told.body().text()).containsExactly(UPDATED);
    }

    @Test
    void whoeverWatchedBeforeTheServerWasThereIsToldOnceItListens() throws Exception {
        List<Runnable> held = new CopyOnWriteArrayList<>();
        try (UpstreamsFixture early = new UpstreamsFixture(Files.createDirectory(folder.resolve("early")))) {
            HandMadeServer late = HandMadeServer.modern(early.engine);
            late.on("server/discover", (http, request) -> held.add(() -> discovered(http, request)));
            late.on("resources/list", (http, request) -> listed(http, request, "resources"));
            late.on("resources/templates/list", (http, request) -> listed(http, request, "resourceTemplates"));
            late.on("subscriptions/listen", ModernWatchTest::acknowledge);
            early.upstreams.apply(List.of(ServerSettings.of("s", UpstreamsFixture.http(late))));
            Wire.until("asked", () -> !held.isEmpty());
            early.upstreams.find("s").watch(Caller.ANONYMOUS, ONE, honoured::add);
            assertThat(honoured).containsExactly(ONE);

            held.forEach(Runnable::run);

            Wire.until("told", () -> !early.notified.isEmpty());
            assertThat(early.notified).extracting(told -> told.body().text()).containsExactly(UPDATED);
        }
    }

    /// Honours all that it is asked for.
    private static EventStream acknowledge(HttpExchange http, Request request) {
        Slice asked = request.params().get("notifications");
        EventStream events = http.events();
        events.send(HandMadeServer.utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
                + "\"params\":{\"notifications\":" + asked.text()
                + ",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                + request.id().text() + "}}}"));
        return events;
    }
}
