package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many servers that requests name are kept, and for how long.
class OutsideRoomTest {
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
    void callsAreToldWithTheIdOfTheirRequest() throws Exception {
        for (String host : List.of("a.example", "b.example")) {
            try (ToolSource source = bed.source(stub.url(host), null)) {
                source.tools();
                call(source, "echo");
            }
        }
        SourceBed.until("told", () -> bed.calls.size() == 2);
        assertThat(bed.calls).extracting(CallRecord::requestId).containsOnly(SourceBed.REQUEST);
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
        assertThat(bed.refused(stub.url("a.example"), null).message()).contains("did not return its lists");
        assertThat(page.get()).isLessThanOrEqualTo(101);
    }
}
