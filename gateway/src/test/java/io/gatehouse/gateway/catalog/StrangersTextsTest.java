package io.gatehouse.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.call.CallPipeline;
import io.gatehouse.gateway.call.Pipelines;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Upstream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What servers and callers write must not take an event loop's time: a server's URI template once held it for minutes.
class StrangersTextsTest {
    private static final long MOST_MILLIS = 100;
    private static final String LONG_URI = "x://" + "a".repeat(2_000);

    private final CallPipeline pipeline = Pipelines.of(CallObserver.NONE);

    @Test
    void aTemplateOfManyExpressionsIsMatchedInNoTime() {
        ListedServer bomb = new ListedServer("bomb").templates("x://{+a}{+b}{+c}{+d}!", "x://{a}{b}{c}{d}{e}{f}!");
        Toolset toolset = toolset(bomb, new ListedServer("other"));
        assertThat(millis(() -> read(toolset, LONG_URI))).isLessThan(MOST_MILLIS);
        assertThat(bomb.received).isEmpty();
        read(toolset, LONG_URI + "!");
        assertThat(bomb.received).hasSize(1);
    }

    @Test
    void manyTemplatesAreTriedForAMomentOnlyAndDoNotHideThoseOfOtherServers() {
        ListedServer bomb = new ListedServer("bomb")
                .templates(IntStream.range(0, 100_000)
                        .mapToObj(number -> "x://{+a}a{+b}a{+c}a{+" + number + "}!")
                        .toArray(String[]::new));
        ListedServer good = new ListedServer("good").templates("x://{name}");
        Toolset toolset = toolset(bomb, good);
        assertThat(millis(() -> read(toolset, LONG_URI))).isLessThan(MOST_MILLIS);
        assertThat(good.received).isNotEmpty();
    }

    @Test
    void aResultOfManyUrisIsReadInAMoment() {
        String uris = "{\"type\":\"resource_link\",\"name\":\"n\",\"uri\":\"" + LONG_URI + "\"},";
        ListedServer linking = ListedServer.withTools("linking", "link")
                .answers((request, exchange) -> exchange.respond(
                        Response.result("{\"content\":[" + uris.repeat(200) + "{\"type\":\"text\",\"text\":\"\"}]}")));
        ListedServer bomb = new ListedServer("bomb")
                .templates(IntStream.range(0, 1_000)
                        .mapToObj(number -> "x://{+a}a{+b}a{+c}a{+" + number + "}!")
                        .toArray(String[]::new));
        Toolset toolset = toolset(linking, bomb);
        Request call = Request.of("1", "tools/call", "{\"name\":\"linking_link\"}");
        assertThat(millis(() -> pipeline.request(call, new RecordedExchange(Revision.NEWEST), toolset)))
                .isLessThan(2 * MOST_MILLIS);
    }

    @Test
    void anUnknownNameIsComparedWithManyForAMomentOnly() {
        String tail = "x".repeat(120);
        ListedServer many = ListedServer.withTools(
                "m", IntStream.range(0, 50_000).mapToObj(n -> n + tail).toArray(String[]::new));
        Toolset toolset = toolset(many);
        Request call = Request.of("1", "tools/call", "{\"name\":\"" + "y".repeat(128) + "\"}");
        assertThat(millis(() -> pipeline.request(call, new RecordedExchange(Revision.NEWEST), toolset)))
                .isLessThan(MOST_MILLIS);
    }

    @Test
    void aLongUriIsInNoSelectionByPatterns() {
        Selection chosen = new Selection(java.util.List.of("*aaaaaaaaaaaaaaaab"), java.util.List.of());
        assertThat(millis(() -> chosen.includes("a".repeat(10_000_000)))).isLessThan(MOST_MILLIS);
        assertThat(new Selection(java.util.List.of(), java.util.List.of("*secret*")).includes("a".repeat(10_000)))
                .isFalse();
        assertThat(Selection.ALL.includes("a".repeat(10_000))).isTrue();
    }

    private void read(Toolset toolset, String uri) {
        pipeline.request(
                Request.of("1", "resources/read", "{\"uri\":\"" + uri + "\"}"),
                new RecordedExchange(Revision.NEWEST),
                toolset);
    }

    private static Toolset toolset(ListedServer... servers) {
        Map<Upstream, Member> members = new LinkedHashMap<>();
        for (ListedServer server : servers) {
            members.put(server, Member.whole(server.name()));
        }
        return new Toolset(
                "t", new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT).build(members));
    }

    /// The least processor time of three runs, so that compiling the code does not count.
    private static long millis(Runnable action) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < 3; run++) {
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            action.run();
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
        }
        return best / 1_000_000;
    }
}
