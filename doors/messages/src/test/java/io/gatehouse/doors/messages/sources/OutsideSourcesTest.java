package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.LOOPBACK;
import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static io.gatehouse.doors.messages.sources.SourceBed.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.gateway.CallMetrics;
import io.gatehouse.gateway.OutsideBounds;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that requests name by address, and those who would like to reach more through them than they should.
class OutsideSourcesTest {
    @TempDir
    Path folder;

    private SourceBed bed;
    private StubServer stub;

    @BeforeEach
    void start() throws Exception {
        bed = new SourceBed(folder);
        stub = new StubServer(bed.engine, true);
    }

    @AfterEach
    void stop() {
        stub.close();
        bed.close();
    }

    @Test
    void itIsReachedWithTheTokenOfTheRequest() throws Exception {
        try (ToolSource source = bed.source(stub.url("a.example"), "t1")) {
            assertThat(names(source)).containsExactly("echo");
            assertThat(call(source, "echo")).contains("done");
        }
        assertThat(stub.asked)
                .isNotEmpty()
                .allMatch(asked -> asked.authorization().equals("Bearer t1"));
        assertThat(bed.told().server()).isEqualTo("http://a.example:" + stub.port());
    }

    @Test
    void itIsConnectedAndListedOnceForManyRequests() throws Exception {
        for (int request = 0; request < 5; request++) {
            assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("echo");
        }
        assertThat(stub.asked("server/discover")).hasSize(1);
        assertThat(stub.asked("tools/list")).hasSize(1);
        assertThat(bed.gateway.outside().size()).isEqualTo(1);
    }

    @Test
    void whatOneTokenMaySeeNoOtherDoes() throws Exception {
        stub.on(
                "tools/list",
                turn -> turn.result(StubServer.tools(
                        turn.authorization().isEmpty()
                                ? "public"
                                : "of_" + turn.authorization().substring(7))));
        assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("of_t1");
        assertThat(bed.tools(stub.url("a.example"), "t2")).containsExactly("of_t2");
        assertThat(bed.tools(stub.url("a.example"), null)).containsExactly("public");
        assertThat(bed.tools(stub.url("a.example"), "")).containsExactly("public");
        assertThat(bed.tools(stub.url("a.example"), "t1")).containsExactly("of_t1");
        assertThat(bed.gateway.outside().size()).isEqualTo(3);
        try (ToolSource one = bed.source(stub.url("a.example"), "t1");
                ToolSource two = bed.source(stub.url("a.example"), "t2")) {
            call(one, "of_t1");
            assertThat(call(two, "of_t1")).contains("Unknown tool");
            call(two, "of_t2");
        }
        assertThat(stub.asked("tools/call").stream().map(StubServer.Asked::authorization))
                .containsExactly("Bearer t1", "Bearer t2");
    }

    @Test
    void noCallerSharesASessionWithAnother() throws Exception {
        for (String caller : List.of("alice", "bob", "alice")) {
            try (ToolSource source =
                    bed.sources.resolve(SourceBed.server(stub.url("a.example"), null), new Caller(caller))) {
                source.tools();
            }
        }
        assertThat(bed.gateway.outside().size()).isEqualTo(2);
        assertThat(stub.asked("server/discover")).hasSize(2);
    }

    @Test
    void noPartOfItIsInAToolsetOrOnDisk() throws Exception {
        bed.tools(stub.url("a.example"), "very-secret");
        assertThat(bed.gateway.toolsets()).isEmpty();
        assertThat(bed.gateway.servers()).isEmpty();
        String name = "http://a.example:" + stub.port();
        assertThat(bed.gateway.toolset(name, "mcp")).isNull();
        assertThat(bed.gateway.toolset("\0" + name, "mcp")).isNull();
        assertThat(bed.gateway.server(name, "mcp")).isNull();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void theTokenIsInNoErrorAndNoRecord() throws Exception {
        stub.on(
                "tools/call",
                turn -> turn.http()
                        .respond(500, "text/plain", ("no, " + turn.authorization()).getBytes(StandardCharsets.UTF_8)));
        try (ToolSource source = bed.source(stub.url("a.example"), "very-secret")) {
            source.tools();
            assertThat(call(source, "echo")).contains("isError").doesNotContain("very-secret");
        }
        assertThat(bed.told().toString()).doesNotContain("very-secret");
        assertThat(SourceBed.server(stub.url("a.example"), "very-secret").toString())
                .doesNotContain("very-secret");
        assertThat(bed.refused(stub.url("a.example"), "very secret").message()).doesNotContain("very secret");
    }

    @Test
    void aRefusedTokenIsNamedAndTheNextRequestTriesAnew() throws Exception {
        stub.admits(401, authorization -> authorization.equals("Bearer good"));
        ApiError error = bed.refused(stub.url("a.example"), "bad");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.message()).contains("crm").contains("401").contains("authorization_token");
        SourceBed.until("forgotten", () -> bed.gateway.outside().size() == 0);
        stub.admits(401, authorization -> true);
        assertThat(bed.tools(stub.url("a.example"), "bad")).containsExactly("echo");
    }

    @Test
    void anUnreachableServerIsNamedBeforeAnythingStarts() {
        stub.close();
        ApiError error = bed.refused(stub.url("a.example"), null);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("crm").contains("http://a.example:" + stub.port());
    }

    @Test
    void aServerThatDiesKeepsItsToolsAndItsCallsFail() throws Exception {
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            stub.close();
            assertThat(call(source, "echo")).contains("\"isError\":true");
            assertThat(bed.tools(stub.url("a.example"), null)).containsExactly("echo");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mcp.example.com/mcp",
                "ftp://mcp.example.com/mcp",
                "file:///etc/passwd",
                "jar:https://mcp.example.com!/x",
                "//mcp.example.com/mcp",
                "mcp.example.com",
                "https:mcp.example.com",
                "https://user:pass@mcp.example.com/mcp",
                "https://mcp.example.com@10.0.0.1/mcp",
                "https://mcp.example.com/mcp#x",
                "https://mcp.example.com:0/mcp",
                "https://mcp.example.com:99999/mcp",
                "https:///mcp",
                "https://",
                "https://a b/",
                "https://2130706433/mcp",
                "https://0x7f000001/mcp",
                "https://0177.0.0.1/mcp",
                "https://127.1/mcp",
                "https://0/mcp",
                "https://[fe80::1%25eth0]/mcp",
                "https://mcp.example.com/a/../b",
                "https://mcp.example.com/a/%2e%2E/b",
                "https://mcp.example.com/a/..%2fb",
                "https://mcp.example.com/a/..;x/b",
                "https://mcp.example.com\\@10.0.0.1/",
                "https://ｅxample.com/mcp",
                "gopher://127.0.0.1:6379/_x",
                "",
                " ",
            })
    void whatIsNoPublicHttpsAddressIsRefusedBeforeItIsLookedUp(String url) {
        bed.settings = SourceSettings.DEFAULT;
        AtomicInteger looked = new AtomicInteger();
        bed.resolver = host -> {
            looked.incrementAndGet();
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        };
        ApiError error = bed.refused(url, "secret");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("`crm`").doesNotContain("secret");
        assertThat(looked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.168.0.1",
                "224.0.0.1",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "fe80::1",
                "fd00::1",
                "2002:7f00:1::",
                "ff02::1"
            })
    void aNameThatLeadsInsideIsNeverCalled(String literal) {
        bed.settings = SourceBed.outside(Outside.AUTO, List.of(), OutsideBounds.DEFAULT, Asks.DEFAULT);
        bed.resolver = host -> List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral(literal));
        ApiError error = bed.refused(stub.url("inside.example"), "secret");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).contains("not public").contains("`url`").doesNotContain(literal + ":");
        bed.resolver = host -> List.of(InetAddress.ofLiteral(literal));
        String host = literal.contains(":") ? "[" + literal + "]" : literal;
        assertThat(bed.refused("http://" + host + ":" + stub.port() + "/mcp", "secret")
                        .message())
                .contains("not public");
        assertThat(stub.asked).isEmpty();
    }

    @Test
    void aNameThatTurnsInsideLaterIsNotFollowedThere() throws Exception {
        bed.settings = SourceBed.outside(
                Outside.AUTO,
                List.of(io.gatehouse.http.AddressRange.of("127.0.0.1")),
                OutsideBounds.DEFAULT,
                Asks.DEFAULT);
        stub.on("tools/list", turn -> {
            turn.http().responseHeader("Connection", "close");
            turn.result(StubServer.tools("echo"));
        });
        try (ToolSource source = bed.source(stub.url("rebind.example"), null)) {
            assertThat(names(source)).containsExactly("echo");
            bed.resolver = host -> List.of(InetAddress.ofLiteral("127.0.0.2"));
            assertThat(call(source, "echo")).contains("\"isError\":true").contains("not public");
        }
        assertThat(stub.asked("tools/call")).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowedAndTheTokenStays() throws Exception {
        try (StubServer inside = new StubServer(bed.engine, true);
                StubServer moved = new StubServer(bed.engine, true)) {
            for (String method : List.of("server/discover", "initialize")) {
                moved.on(method, turn -> {
                    turn.http().responseHeader("Location", inside.url("127.0.0.1"));
                    turn.http().respond(307);
                });
            }
            ApiError error = bed.refused(moved.url("moved.example"), "secret");
            assertThat(error.message()).contains("redirects are not followed");
            assertThat(inside.asked).isEmpty();
        }
    }

    @Test
    void onAListenerThatOthersReachOnlyAllowedOnesMayBeNamed() throws Exception {
        assertThat(refusal(Outside.AUTO, false, "https://mcp.example.com/mcp"))
                .contains("neither configured nor allowed");
        assertThat(refusal(Outside.ALLOWED, true, "https://mcp.example.com/mcp"))
                .contains("allowed");
        assertThat(refusal(Outside.NONE, true, "https://mcp.example.com/mcp")).contains("calls no others");
        assertThat(refusal(Outside.AUTO, true, "https://mcp.example.com/mcp")).isEmpty();
        assertThat(refusal(Outside.ALLOWED, false, "https://a.corp.example/mcp/x"))
                .isEmpty();
        for (String other : List.of(
                "https://corp.example/mcp/x",
                "https://a.corp.example.evil.com/mcp/x",
                "https://evilcorp.example/mcp/x",
                "https://a.corp.example:8443/mcp/x",
                "https://a.corp.example/other",
                "https://a.corp.example/mcp",
                "https://a.corp.example/mcp/%2e%2e/other",
                "https://evil.com/a.corp.example/mcp/x",
                "https://evil.com/?https://a.corp.example/mcp/x",
                "http://a.corp.example/mcp/x")) {
            assertThat(refusal(Outside.ALLOWED, false, other)).as(other).isNotEmpty();
        }
    }

    /// Why an address is refused where `https://*.corp.example/mcp/*` is allowed; empty when it is not.
    private static String refusal(Outside outside, boolean local, String url) {
        SourceSettings settings = new SourceSettings(
                20,
                outside,
                List.of(OutsidePattern.of("https://*.corp.example/mcp/*")),
                LOOPBACK,
                OutsideBounds.DEFAULT,
                SourceSettings.standardTemplate(),
                Asks.DEFAULT);
        try {
            OutsideAddress.check(java.net.URI.create(url), "mcp_servers", settings, local);
            return "";
        } catch (ApiException refused) {
            return refused.error().message();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mcp.example.com",
                "ftp://a",
                "https://",
                "https://a*b.example",
                "https://*.",
                "https://a/b*c",
                "https://*.*",
                "https://u@a"
            })
    void whatIsNoPatternIsRefused(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> OutsidePattern.of(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestUnusedMakesRoomForAnother() throws Exception {
        bed.bounds(new OutsideBounds(2, 2, 1 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        bed.tools(stub.url("a.example"), null);
        bed.tools(stub.url("b.example"), null);
        bed.tools(stub.url("a.example"), null);
        bed.tools(stub.url("c.example"), null);
        assertThat(bed.gateway.outside().size()).isEqualTo(2);
        assertThat(stub.asked("server/discover")).hasSize(3);
        bed.tools(stub.url("a.example"), null);
        assertThat(stub.asked("server/discover")).hasSize(3);
    }

    @Test
    void aCallerHasItsOwnBound() throws Exception {
        bed.bounds(new OutsideBounds(10, 2, 1 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        bed.listed("bob", stub.url("a.example"));
        for (String host : List.of("a.example", "b.example", "c.example")) {
            bed.listed("alice", stub.url(host));
        }
        assertThat(bed.gateway.outside().size()).isEqualTo(3);
        bed.listed("bob", stub.url("a.example"));
        assertThat(stub.asked("server/discover")).hasSize(4);
    }

    @Test
    void listsThatTakeTooMuchMakeRoomOrAreRefused() throws Exception {
        stub.on("tools/list", turn -> turn.result(described(3_000)));
        bed.bounds(new OutsideBounds(10, 10, 4_000, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        bed.tools(stub.url("a.example"), null);
        bed.tools(stub.url("b.example"), null);
        assertThat(bed.gateway.outside().size()).isEqualTo(1);
        stub.on("tools/list", turn -> turn.result(described(5_000)));
        ApiError error = bed.refused(stub.url("c.example"), null);
        assertThat(error.status()).isEqualTo(529);
        assertThat(error.message()).contains("4000 bytes");
        stub.lists("echo");
        assertThat(bed.tools(stub.url("c.example"), null)).containsExactly("echo");
    }

    private static String described(int length) {
        return StubServer.tools("echo")
                .replace("{\"name\"", "{\"description\":\"" + "x".repeat(length) + "\",\"name\"");
    }

    @Test
    void listsThatTakeTooMuchEndThoseOfTheirOwnCallerFirst() throws Exception {
        stub.on("tools/list", turn -> turn.result(described(1_000)));
        bed.bounds(new OutsideBounds(10, 10, 3_600, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        bed.listed("bob", stub.url("a.example"));
        for (String host : List.of("a.example", "b.example", "c.example", "d.example")) {
            bed.listed("alice", stub.url(host));
        }
        bed.listed("bob", stub.url("a.example"));
        assertThat(stub.asked("server/discover")).hasSize(5);
        assertThat(bed.gateway.outside().size()).isLessThan(4);
    }

    @Test
    void whoHasMostMakesRoomForAnother() throws Exception {
        bed.bounds(new OutsideBounds(3, 3, 1 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        bed.listed("bob", stub.url("a.example"));
        for (String host : List.of("a.example", "b.example", "c.example")) {
            bed.listed("alice", stub.url(host));
        }
        bed.listed("bob", stub.url("a.example"));
        assertThat(stub.asked("server/discover")).hasSize(4);
    }

    @Test
    void whenAllOfACallerAreBusyItIsToldSoAndOthersGoOn() throws Exception {
        bed.bounds(new OutsideBounds(10, 1, 1 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        stub.on("tools/call", turn -> stub.held.add(turn.http()));
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            CompletableFuture<Response> running = source.call("echo", Trees.object());
            SourceBed.until("called", () -> stub.held.size() == 1);
            assertThat(bed.refused(stub.url("b.example"), null).message()).contains("one caller");
            bed.listed("bob", stub.url("b.example"));
            running.cancel(true);
        }
    }

    @Test
    void whenAllAreBusyAnotherIsRefusedForAMoment() throws Exception {
        bed.bounds(new OutsideBounds(1, 1, 1 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5)));
        stub.on("tools/call", turn -> stub.held.add(turn.http()));
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            CompletableFuture<Response> running = source.call("echo", Trees.object());
            SourceBed.until("called", () -> stub.held.size() == 1);
            ApiError error = bed.refused(stub.url("b.example"), null);
            assertThat(error.status()).isEqualTo(529);
            assertThat(error.type()).isEqualTo("overloaded_error");
            running.cancel(true);
            SourceBed.until("free", () -> admitted(stub.url("b.example")));
        }
    }

    private boolean admitted(String url) {
        try {
            return !bed.tools(url, null).isEmpty();
        } catch (ApiException busy) {
            return false;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void oneThatNobodyUsesIsGivenUpAndComesBackWithTheNextCall() throws Exception {
        bed.bounds(new OutsideBounds(10, 10, 1 << 20, Duration.ofMillis(150), Duration.ofMinutes(5)));
        try (ToolSource source = bed.source(stub.url("a.example"), "t1")) {
            source.tools();
            SourceBed.until("given up", () -> bed.gateway.outside().size() == 0);
            assertThat(call(source, "echo")).contains("done");
        }
        assertThat(stub.asked("server/discover")).hasSize(2);
    }

    @Test
    void oneWithACallInFlightIsNotGivenUp() throws Exception {
        bed.bounds(new OutsideBounds(10, 10, 1 << 20, Duration.ofMillis(100), Duration.ofMinutes(5)));
        stub.on("tools/call", turn -> stub.held.add(turn.http()));
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            CompletableFuture<Response> running = source.call("echo", Trees.object());
            SourceBed.until("called", () -> stub.held.size() == 1);
            bed.engine
                    .timers()
                    .after(
                            Duration.ofMillis(500),
                            () -> stub.held
                                    .getFirst()
                                    .respond(
                                            200,
                                            "application/json",
                                            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"content\":[]}}"
                                                    .getBytes(StandardCharsets.UTF_8)));
            Response answer = running.get(10, TimeUnit.SECONDS);
            assertThat(answer.body().text()).doesNotContain("connection was closed");
        }
    }

    @Test
    void listsThatHaveBecomeOldAreAskedForAgain() throws Exception {
        bed.bounds(new OutsideBounds(10, 10, 1 << 20, Duration.ofMinutes(10), Duration.ZERO));
        assertThat(bed.tools(stub.url("a.example"), null)).containsExactly("echo");
        stub.lists("echo", "more");
        SourceBed.until("listed again", () -> {
            try {
                return bed.tools(stub.url("a.example"), null).contains("more");
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        assertThat(stub.asked("server/discover")).hasSize(1);
    }

    @Test
    void manyNamesMakeOneSeriesInTheMetrics() throws Exception {
        CallMetrics metrics = new CallMetrics();
        for (String host : List.of("a.example", "b.example")) {
            try (ToolSource source = bed.source(stub.url(host), null)) {
                source.tools();
                call(source, "echo");
            }
        }
        SourceBed.until("told", () -> bed.calls.size() == 2);
        bed.calls.forEach(metrics::ended);
        assertThat(metrics.byServer()).containsOnlyKeys("outside");
    }

    @Test
    void aCallThatIsCancelledIsCancelledAtTheServer() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        stub.on("tools/call", turn -> turn.http().onClosed(() -> closed.complete(null)));
        try (ToolSource source = bed.source(stub.url("a.example"), null)) {
            source.tools();
            CompletableFuture<Response> running = source.call("echo", Trees.object());
            SourceBed.until("called", () -> !stub.asked("tools/call").isEmpty());
            running.cancel(true);
            closed.get(10, TimeUnit.SECONDS);
        }
        SourceBed.until("told", () -> bed.calls.size() == 1);
        assertThat(bed.told().outcome().label()).isEqualTo("cancelled");
    }

    @Test
    void anEndlessListIsCutOff() throws IOException {
        AtomicInteger page = new AtomicInteger();
        stub.on(
                "tools/list",
                turn -> turn.result("{\"tools\":[],\"nextCursor\":\"" + page.incrementAndGet()
                        + "\",\"resultType\":\"complete\"}"));
        assertThat(bed.refused(stub.url("a.example"), null).message()).contains("pages");
        assertThat(page.get()).isLessThanOrEqualTo(101);
    }
}
