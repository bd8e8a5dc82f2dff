package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.names;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListsTest extends UpstreamTest {
    @Test
    void pagesAreFollowedToTheEnd() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/list", (http, request) -> {
            String cursor = request.params() == null ? null : request.params().string("cursor");
            int page = cursor == null ? 0 : Integer.parseInt(cursor);
            json(
                    http,
                    request,
                    "{\"tools\":[{\"name\":\"t" + page + "\"}]"
                            + (page == 4 ? "}" : ",\"nextCursor\":\"" + (page + 1) + "\"}"));
        });
        assertThat(names(fixture.start(server).snapshot().tools())).containsExactly("t0", "t1", "t2", "t3", "t4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "again"})
    void aCursorThatIsEmptyOrRepeatedEndsTheListAndKeepsWhatWasRead(String cursor) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"nextCursor\":\"" + cursor + "\"}"));
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .retries(new RetryBounds(Duration.ofMillis(1), Duration.ofMillis(1), 1))
                .build());
        assertThat(names(upstream.snapshot().tools())).containsExactly("a", "b");
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(upstream.state().problem()).isNull();
        assertThat(upstream.snapshot().stale()).isFalse();
        List<ServerWarning> warnings = upstream.warnings().stream()
                .filter(warning -> warning.entry().equals("tools/list"))
                .toList();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst().toString()).contains("tools/list", "nextCursor", "the list ends there");
        int asked = server.received("tools/list").size();
        assertThat(UpstreamsFixture.call(upstream, RecordingExchange.LEGACY, Request.of("1", "ping", null))
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.received("tools/list")).hasSize(asked).hasSizeLessThan(3);
    }

    @Test
    void toolsThatAreNotDeclaredAreAskedForOnce() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine, "2025-06-18", "{\"prompts\":{}}")
                .on("prompts/list", (http, request) -> json(http, request, "{\"prompts\":[{\"name\":\"p\"}]}"));
        Upstream upstream = fixture.start(server);
        assertThat(names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(upstream.snapshot().can("tools")).isTrue();
        assertThat(upstream.warnings().toString()).contains("does not declare its tools");
        upstream.refresh();
        Wire.until("listed again", () -> server.received("tools/list").size() == 2);
        assertThat(names(upstream.snapshot().tools())).containsExactly("echo");
        HandMadeServer none = HandMadeServer.legacy(fixture.engine, "2025-06-18", "{\"prompts\":{}}")
                .on("prompts/list", (http, request) -> json(http, request, "{\"prompts\":[{\"name\":\"p\"}]}"));
        none.on("tools/list", (http, request) -> http.respond(500));
        Upstream without = fixture.start(none);
        assertThat(without.state().phase()).isEqualTo(ServerPhase.READY);
        without.refresh();
        Wire.until("listed again", () -> none.received("prompts/list").size() == 2);
        assertThat(none.received("tools/list")).hasSize(1);
        assertThat(without.warnings()).isEmpty();
    }

    @Test
    void aServerWhoseEveryListFailsIsNeverReady() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/list", (http, request) -> http.respond(500));
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        assertThat(fixture.states).noneMatch(state -> state.phase() == ServerPhase.READY);
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.RETRYING);
        assertThat(upstream.state().nextTry()).isNotNull();
        assertThat(UpstreamsFixture.call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        server.on("tools/list", (http, request) -> json(http, request, HandMadeServer.TOOLS + "}"));
        upstream.refresh();
        Wire.until("ready", () -> upstream.state().phase() == ServerPhase.READY);
    }

    @Test
    void aServerThatIsLetGoWhileItListsHasNotFailed() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/list", (http, request) -> {});
        fixture.upstreams.apply(List.of(ServerSettings.of("s", UpstreamsFixture.http(server))));
        Wire.until("asked", () -> !server.received("tools/list").isEmpty());
        fixture.upstreams.close();
        assertThat(fixture.states).noneMatch(state -> state.problem() != null);
    }

    @Test
    void aListOfTooManyPagesOrEntriesIsGivenUp() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        AtomicInteger pages = new AtomicInteger();
        server.on("tools/list", (http, request) -> {
            int page = pages.incrementAndGet();
            json(http, request, "{\"tools\":[{\"name\":\"t" + page + "\"}],\"nextCursor\":\"" + page + "\"}");
        });
        Duration day = Duration.ofDays(1);
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .lists(new ListBounds(3, 100, 10_000, day, day, day))
                .build());
        assertThat(upstream.state().problem()).contains("more than 3 pages");
        upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .lists(new ListBounds(100, 2, 10_000, day, day, day))
                .build());
        assertThat(upstream.state().problem()).contains("more than 2 entries");
        upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .lists(new ListBounds(100, 100, 99, day, day, day))
                .build());
        assertThat(upstream.state().problem()).contains("more than 99 bytes");
        server.on(
                "tools/list",
                (http, request) -> json(http, request, "{\"tools\":[{\"name\":\"" + "x".repeat(20_000) + "\"}]}"));
        upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .lists(new ListBounds(100, 100, 9_999, day, day, day))
                .build());
        assertThat(upstream.state().problem()).contains("tools/list").contains("more than 9999");
    }

    @Test
    void aListThatDoesNotComeInTimeHoldsNobodyUp() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/list", (http, request) -> {});
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .listTimeout(Duration.ofMillis(300))
                .build());
        assertThat(upstream.snapshot().stale()).isTrue();
        assertThat(upstream.state().problem()).contains("tools/list of server s");
        assertThat(UpstreamsFixture.call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        server.on("tools/list", (http, request) -> json(http, request, HandMadeServer.TOOLS + "}"));
        Wire.until("listed in the background", () -> !upstream.snapshot().stale());
        assertThat(names(upstream.snapshot().tools())).containsExactly("echo");
    }

    @Test
    void onlyAnnouncedListsAreAskedFor() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        assertThat(server.received("prompts/list")).isEmpty();
        assertThat(server.received("resources/list")).isEmpty();
    }

    @Test
    void toolsWithWrongHeaderAnnotationsAreLeftOutAndTheOthersCarryTheirs() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":["
                                + tool(
                                        "good",
                                        "\"a\":{\"properties\":{\"b\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}")
                                + ","
                                + tool("number", "\"a\":{\"type\":\"number\",\"x-mcp-header\":\"N\"}") + ","
                                + tool("empty", "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}") + ","
                                + tool("space", "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"My Region\"}") + ","
                                + tool(
                                        "twice",
                                        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"X\"},"
                                                + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"x\"}")
                                + "," + tool("items", "\"a\":{\"items\":{\"type\":\"string\",\"x-mcp-header\":\"X\"}}")
                                + ","
                                + tool("text", "\"a\":{\"type\":\"string\",\"description\":\"x-mcp-header\"}")
                                + "],\"ttlMs\":0,\"cacheScope\":\"public\"}"));
        Upstream upstream = fixture.start(server);
        assertThat(names(upstream.snapshot().tools())).containsExactly("good", "text");
        assertThat(upstream.snapshot().tools().getFirst().headers())
                .containsExactly(new HeaderParameter("Region", List.of("a", "b")));
        assertThat(upstream.warnings()).hasSize(5).last().asString().contains("tool items: x-mcp-header");
        assertThat(upstream.state().problem()).isNull();
        assertThat(upstream.snapshot().cacheScope()).isEqualTo(CacheScope.PUBLIC);
    }

    @Test
    void whatIsLeftOutIsShownOnOneShortLine() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        String name = "\"a\\n2026 FAKE LINE \\u001b[31mred\\u202e" + "x".repeat(300_000) + "\"";
        server.on(
                "tools/list",
                (http, request) -> json(http, request, "{\"tools\":[" + schemed(name) + "," + schemed(name) + "]}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.warnings())
                .singleElement()
                .asString()
                .startsWith("tool a 2026 FAKE LINE [31mred x")
                .endsWith("x…: it is listed twice; only the first is used")
                .hasSizeLessThan(140);
    }

    @Test
    void anEntryKeepsNoPageAliveThatIsMuchLargerThanItself() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http, request, "{\"padding\":\"" + "x".repeat(10_000) + "\",\"tools\":[{\"name\":\"a\"}]}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.snapshot().tools().getFirst().definition().whole().array())
                .hasSizeLessThan(100);
    }

    @Test
    void aToolThatTakesTasksOnlyIsLeftOutWhereTheServerTakesNone() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":[{\"name\":\"only\",\"inputSchema\":{\"type\":\"object\"},\"execution\":{\"taskSupport\":\"required\"}},"
                                + "{\"name\":\"also\",\"inputSchema\":{\"type\":\"object\"},\"execution\":{\"taskSupport\":\"optional\"}},"
                                + "{\"name\":\"never\",\"inputSchema\":{\"type\":\"object\"},\"execution\":{\"taskSupport\":\"forbidden\"}}]}"));
        Upstream upstream = fixture.start(server);
        assertThat(names(upstream.snapshot().tools())).containsExactly("also", "never");
        assertThat(upstream.warnings())
                .containsExactly(new ServerWarning(
                        "tool only", "it can be called as a task only, and the server takes no tasks", "left out"));
        assertThat(upstream.state().problem()).isNull();
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
    }

    @Test
    void legacyToolsKeepTheirHeaderAnnotationsForModernClientsAndWrongOnesHideNone() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":["
                                + tool("good", "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}")
                                + ","
                                + tool("number", "\"a\":{\"type\":\"number\",\"x-mcp-header\":\"N\"}")
                                + "]}"));
        List<Listed> tools = fixture.start(server).snapshot().tools();
        assertThat(names(tools)).containsExactly("good", "number");
        assertThat(tools.getFirst().headers()).containsExactly(new HeaderParameter("Region", List.of("a")));
        assertThat(tools.getLast().headers()).isEmpty();
    }

    @Test
    void aModernListIsFetchedAnewWhenItsTimeIsUpButNotMoreOftenThanTheBound() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        AtomicInteger listed = new AtomicInteger();
        server.on(
                "server/discover",
                (http, request) -> json(
                        http,
                        request,
                        "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":1,"
                                + "\"cacheScope\":\"public\"}"));
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":[{\"name\":\"t" + listed.incrementAndGet()
                                + "\"}],\"ttlMs\":1,\"cacheScope\":\"public\"}"));
        Upstream upstream = fixture.start(server);
        assertThat(upstream.snapshot().ttlMillis()).isEqualTo(1);
        Wire.until("again", () -> names(upstream.snapshot().tools()).contains("t2"));
        assertThat(listed.get()).isEqualTo(2);
    }

    @Test
    void aModernServerIsListenedToAndListsAnewOnAChange() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        List<Runnable> changes = new java.util.concurrent.CopyOnWriteArrayList<>();
        server.on(
                "server/discover",
                (http, request) -> json(
                        http,
                        request,
                        "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{\"listChanged\":true}},\"ttlMs\":0,"
                                + "\"cacheScope\":\"public\"}"));
        server.on("subscriptions/listen", (http, request) -> {
            var stream = http.events();
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                    + request.id().text() + "}";
            stream.send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                    + meta + ",\"notifications\":{\"toolsListChanged\":true}}}"));
            changes.add(() ->
                    stream.send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{"
                            + meta + "}}")));
        });
        Upstream upstream = fixture.start(server);
        Wire.until("listening", () -> changes.size() == 1);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http, request, "{\"tools\":[{\"name\":\"other\"}],\"ttlMs\":0,\"cacheScope\":\"public\"}"));
        changes.getFirst().run();
        Wire.until("listed", () -> names(upstream.snapshot().tools()).contains("other"));
        assertThat(server.received("subscriptions/listen").getFirst().body())
                .contains("\"notifications\":{\"toolsListChanged\":true}");
    }

    @Test
    void theLastKnownListsAreThereBeforeTheServerIs() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        ServerSettings settings = ServerSettings.of("s", UpstreamsFixture.http(server));
        fixture.upstreams.close();
        server.close();
        try (Upstreams again = new Upstreams(fixture.engine, folder, fixture)) {
            again.apply(List.of(settings));
            Upstream upstream = again.find("s");
            assertThat(upstream.firstLists()).isDone();
            assertThat(names(upstream.snapshot().tools())).containsExactly("echo");
            assertThat(upstream.snapshot().stale()).isTrue();
            assertThat(upstream.snapshot().instructions()).isEqualTo("be kind");
        }
        Path file = folder.resolve("upstreams").resolve("s.json");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        Files.writeString(file, "{broken");
        try (Upstreams again = new Upstreams(fixture.engine, folder, fixture)) {
            again.apply(List.of(settings));
            assertThat(again.find("s").snapshot().tools()).isEmpty();
        }
    }

    @Test
    void aRememberedEraThatTurnsOutWrongIsFoundAnew() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        ServerSettings settings = ServerSettings.of("s", UpstreamsFixture.http(server));
        fixture.start(settings);
        fixture.upstreams.close();
        HandMadeServer modern = HandMadeServer.modern(fixture.engine);
        server.on("server/discover", modern::answer);
        server.on(
                "initialize",
                (http, request) -> http.respond(
                        404,
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text()
                                + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}")));
        try (Upstreams again = new Upstreams(fixture.engine, folder, fixture)) {
            again.apply(List.of(settings));
            Upstream upstream = again.find("s");
            Wire.until("connected", () -> upstream.state().phase() == ServerPhase.READY);
            assertThat(upstream.state().revision().modern()).isTrue();
        }
    }

    /// @param name a JSON text
    private static String schemed(String name) {
        return "{\"name\":" + name + ",\"inputSchema\":{\"type\":\"object\"}}";
    }

    private static String tool(String name, String properties) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{" + properties + "}}}";
    }
}
