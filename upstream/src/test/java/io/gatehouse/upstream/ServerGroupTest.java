package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server with two addresses.
final class ServerGroupTest extends UpstreamTest {
    private static final HandMadeServer.Answer WORKS =
            (http, request) -> HandMadeServer.json(http, request, "{\"content\":[],\"resultType\":\"complete\"}");

    private HandMadeServer one;
    private HandMadeServer two;

    @AfterEach
    void end() {
        one.close();
        two.close();
    }

    private Upstream group(HandMadeServer first, HandMadeServer second) throws Exception {
        one = first;
        two = second;
        ServerSettings settings = ServerSettings.builder(
                        "s",
                        new Transport.HttpGroup(List.of(UpstreamsFixture.http(first), UpstreamsFixture.http(second))))
                .breakAfter(2)
                .breakFor(Duration.ofMinutes(5))
                .build();
        Upstream group = fixture.start(settings);
        Wire.until(
                "both listed",
                () -> !first.received("tools/list").isEmpty()
                        && !second.received("tools/list").isEmpty());
        Wire.until(
                "both are well",
                () -> group.state().phase() == ServerPhase.READY
                        && group.state().problem() == null);
        return group;
    }

    private Upstream modern() throws Exception {
        Upstream group = group(HandMadeServer.modern(fixture.engine), HandMadeServer.modern(fixture.engine));
        one.on("tools/call", WORKS);
        two.on("tools/call", WORKS);
        return group;
    }

    private static boolean answered(Upstream group) {
        return call(group, RecordingExchange.MODERN, Wire.echo()).answered();
    }

    @Test
    void theLeastBusyAddressGetsTheNextCall() throws Exception {
        Upstream group = modern();
        assertThat(HandMadeServer.names(group.snapshot().tools())).containsExactly("echo");
        for (int count = 0; count < 4; count++) {
            assertThat(answered(group)).isTrue();
        }
        assertThat(one.received("tools/call"))
                .as("they take turns when nobody is busy")
                .hasSize(2);

        one.on("tools/call", (http, request) -> {});
        two.on("tools/call", (http, request) -> {});
        List<RecordingExchange> hanging = IntStream.range(0, 4)
                .mapToObj(index -> call(group, RecordingExchange.MODERN, Wire.echo()))
                .toList();
        Wire.until(
                "four calls hang",
                () -> one.received("tools/call").size()
                                + two.received("tools/call").size()
                        == 8);
        assertThat(one.received("tools/call")).hasSize(4);
        assertThat(group.state().problem()).isNull();
        hanging.forEach(RecordingExchange::cancel);
    }

    @Test
    void whatOneAddressDidNotGetGoesToTheOtherAndWhatOneGotDoesNot() throws Exception {
        Upstream group = modern();
        one.close();
        // What is under way when an address ends may have been sent.
        Wire.until("it is noticed", () -> {
            answered(group);
            return group.state().problem() != null;
        });
        for (int count = 0; count < 6; count++) {
            assertThat(answered(group)).isTrue();
        }
        assertThat(group.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(group.state().problem())
                .contains("1 of the 2 addresses of server s is not well", "address 1", "127.0.0.1");
        assertThat(group.state().caller()).isNull();
        assertThat(HandMadeServer.names(group.snapshot().tools())).containsExactly("echo");

        int before = two.received("tools/call").size();
        two.on("tools/call", (http, request) -> http.respond(500, "text/plain", utf8("broken")));
        CallFailure failure = call(group, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(two.received("tools/call")).hasSize(before + 1);
    }

    @Test
    void theCircuitBreakerOfOneAddressLeavesTheOtherOpen() throws Exception {
        Upstream group = modern();
        one.on("tools/call", (http, request) -> http.respond(500, "text/plain", utf8("broken")));
        for (int count = 0; count < 4; count++) {
            call(group, RecordingExchange.MODERN, Wire.echo()).ended();
        }
        assertThat(one.received("tools/call")).hasSize(2);
        assertThat(group.heldUntil("")).as("the other takes calls").isNull();
        for (int count = 0; count < 4; count++) {
            assertThat(answered(group)).isTrue();
        }
        assertThat(one.received("tools/call")).hasSize(2);

        two.on("tools/call", (http, request) -> http.respond(500, "text/plain", utf8("broken")));
        call(group, RecordingExchange.MODERN, Wire.echo()).failure();
        call(group, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(group.heldUntil("")).isNotNull();
        int sent = two.received("tools/call").size();
        CallFailure held = call(group, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(held.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(two.received("tools/call")).hasSize(sent);
    }

    @Test
    void aSessionOfAnOlderServerStaysAtItsAddress() throws Exception {
        Upstream group = group(HandMadeServer.legacy(fixture.engine), HandMadeServer.legacy(fixture.engine));
        one.on("GET", (http, request) -> http.respond(405));
        two.on("GET", (http, request) -> http.respond(405));
        HandMadeServer.Answer works = (http, request) -> HandMadeServer.json(http, request, "{\"content\":[]}");
        one.on("tools/call", works);
        two.on("tools/call", works);
        for (String id : List.of("a", "b", "c", "d")) {
            Peer peer = new TestSession(id).peer("{}");
            int ofOne = one.received("tools/call").size();
            int ofTwo = two.received("tools/call").size();
            for (int count = 0; count < 3; count++) {
                assertThat(call(group, peer, Wire.echo()).answered()).isTrue();
            }
            assertThat(List.of(
                            one.received("tools/call").size() - ofOne,
                            two.received("tools/call").size() - ofTwo))
                    .containsExactlyInAnyOrder(0, 3);
        }
        assertThat(one.received("tools/call")).isNotEmpty();
        assertThat(two.received("tools/call")).isNotEmpty();

        TestSession moved = new TestSession("m");
        assertThat(call(group, moved.peer("{}"), Wire.echo()).answered()).isTrue();
        one.close();
        boolean atOnce = call(group, moved.peer("{}"), Wire.echo()).answered();
        assertThat(atOnce || call(group, moved.peer("{}"), Wire.echo()).answered())
                .as("it moves when its address is away")
                .isTrue();
    }

    @Test
    void addressesThatListDifferentToolsAreToldOf() throws Exception {
        one = HandMadeServer.modern(fixture.engine);
        two = HandMadeServer.modern(fixture.engine);
        two.on(
                "tools/list",
                (http, request) -> HandMadeServer.json(
                        http,
                        request,
                        "{\"tools\":[],\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"}"));
        Upstream group = group(one, two);
        Wire.until("a warning", () -> !group.warnings().isEmpty());
        assertThat(group.warnings().getFirst().entry()).isEqualTo("urls");
        assertThat(group.warnings().getFirst().problem()).contains("does not list the same as address");
    }
}
