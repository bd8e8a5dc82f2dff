package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Limits;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.RepeatLimit;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The same call with the same result, again and again in one session.
class SlowRepeatsTest {
    private final ListedServer crm = ListedServer.withTools("crm", "get");
    private final AtomicInteger results = new AtomicInteger();
    private final List<String> refused = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private @Nullable Runnable planned;

    private final Timers timers = new Timers() {
        @Override
        public Cancellable after(Duration delay, Runnable action) {
            waits.add(delay);
            planned = action;
            return () -> {};
        }

        @Override
        public Cancellable every(Duration period, Runnable action) {
            throw new AssertionError("nothing is repeated");
        }
    };

    private record Session(String id) implements Peer.Session {
        @Override
        public @Nullable String logLevel() {
            return null;
        }

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public void notify(Notification notification) {}

        @Override
        public void onEnd(Runnable action) {}
    }

    private CallPipeline pipeline(int slowAfter, int stopAfter) {
        return pipeline(List.of(new RepeatLimit("same", Covered.TOOLS, slowAfter, stopAfter, true)));
    }

    private CallPipeline pipeline(List<RepeatLimit> repeats) {
        crm.answers((request, exchange) -> exchange.respond(
                Response.result("{\"content\":[{\"type\":\"text\",\"text\":\"result " + results.get() + "\"}]}")));
        UsageIndex usage = new UsageIndex(new Usage(List.of(), List.of(), repeats, Map.of()));
        Limits limits = new Limits(
                () -> usage,
                caller -> List.of(),
                new LocalCounters(System::nanoTime),
                new Repetitions(System::nanoTime),
                refused::add);
        return Pipelines.of(new Oversight(new Guard(List.of(), null, limits), null, record -> {}), timers);
    }

    private RecordedExchange call(CallPipeline pipeline, @Nullable String session, String arguments) {
        Peer peer = new Peer(
                session == null ? Revision.NEWEST : Revision.R2025_11_25,
                null,
                null,
                Caller.ANONYMOUS,
                session == null ? null : new Session(session));
        RecordedExchange exchange = new RecordedExchange(peer);
        Toolset toolset = new Toolset(
                "t",
                new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT)
                        .build(new LinkedHashMap<>(Map.of(crm, Member.whole(crm.name())))));
        pipeline.request(
                Request.of("1", "tools/call", "{\"name\":\"crm_get\",\"arguments\":" + arguments + "}"),
                exchange,
                toolset);
        return exchange;
    }

    @Test
    void theyWaitLongerAndLongerUpToABound() {
        CallPipeline pipeline = pipeline(2, 0);
        for (int times = 0; times < 10; times++) {
            RecordedExchange exchange = call(pipeline, "s", "{}");
            Runnable action = planned;
            planned = null;
            if (action != null) {
                assertThat(exchange.responses()).isEmpty();
                action.run();
            }
            assertThat(exchange.answer()).contains("result 0");
        }
        assertThat(waits).extracting(Duration::toSeconds).containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 5L, 5L);
    }

    @Test
    void theyAreStoppedInTheEndAndTheModelIsToldWhatElseToDo() {
        CallPipeline pipeline = pipeline(0, 3);
        for (int times = 0; times < 3; times++) {
            assertThat(call(pipeline, "s", "{}").answer()).contains("result 0");
        }
        for (int times = 0; times < 3; times++) {
            assertThat(call(pipeline, "s", "{}").answer())
                    .contains("This same call gave the same result 3 times in a row", "rate_limit", "not_sent");
        }
        assertThat(refused).containsExactly("same", "same", "same");
        assertThat(crm.received).hasSize(3);
        assertThat(call(pipeline, "s", "{\"id\":1}").answer()).contains("result 0");
        assertThat(call(pipeline, "other", "{}").answer()).contains("result 0");
    }

    @Test
    void withoutASettingToolsThatOnlyReadAreLeftAlone() {
        CallPipeline pipeline = pipeline(List.of(RepeatLimit.DEFAULT));
        for (int times = 0; times < 20; times++) {
            assertThat(call(pipeline, "s", "{}").answer()).contains("result 0");
        }
        assertThat(waits).isEmpty();
        assertThat(call(pipeline, "s", "{}").responses()).isEmpty();
        assertThat(waits).as("a tool of which nobody says that it only reads").hasSize(1);

        crm.lists(List.of("{\"name\":\"get\",\"inputSchema\":{\"type\":\"object\"},"
                + "\"annotations\":{\"readOnlyHint\":true}}"));
        for (int times = 0; times < 130; times++) {
            assertThat(call(pipeline, "reads", "{}").answer()).contains("result 0");
        }
        assertThat(waits).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void anotherResultBeginsTheCountAnew() {
        CallPipeline pipeline = pipeline(0, 3);
        for (int times = 0; times < 20; times++) {
            results.set(times / 2);
            assertThat(call(pipeline, "s", "{}").answer()).contains("result " + times / 2);
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void withoutASessionNothingIsCounted() {
        CallPipeline pipeline = pipeline(1, 2);
        for (int times = 0; times < 10; times++) {
            assertThat(call(pipeline, null, "{}").answer()).contains("result 0");
        }
        assertThat(waits).isEmpty();
    }
}
