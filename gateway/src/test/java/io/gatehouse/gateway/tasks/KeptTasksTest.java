package io.gatehouse.gateway.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeptTasksTest {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Time time = new Time();
    private final Bridge bridge = Bridge.inMemory(time);
    private final KeptTasks kept = new KeptTasks(time);

    private @Nullable KeptTask begin(Call call) {
        ParkedCall parked = bridge.parked().begin(call, true);
        KeptTask task = kept.begin(call, parked, failure -> Response.toolError("failed"), LIMIT);
        if (task != null) {
            assertThat(parked.handOver(call, task)).isTrue();
            call.parked = parked;
        }
        return task;
    }

    @Test
    void thereIsRoomForAThousandAndNoneIsForgottenForAnother() {
        for (int number = 0; number < 1_000; number++) {
            assertThat(begin(new Call(""))).isNotNull();
        }
        assertThat(begin(new Call(""))).isNull();
        assertThat(kept.size()).isEqualTo(1_000);
    }

    @Test
    void aResultIsKeptForItsTimeAndThenForgotten() {
        Call call = new Call("");
        KeptTask task = begin(call);
        call.parked.respond(Response.result("{\"content\":[]}"));
        time.pass(LIMIT.plus(KeptTasks.KEPT).minusSeconds(1));
        assertThat(kept.find(task.id())).isSameAs(task);
        time.pass(Duration.ofSeconds(2));
        assertThat(kept.find(task.id())).isNull();
    }

    @Test
    void aTaskThatStillRunsIsNotForgotten() {
        KeptTask task = begin(new Call(""));
        time.pass(LIMIT.plus(KeptTasks.KEPT).multipliedBy(3));
        assertThat(kept.find(task.id())).isSameAs(task);
    }

    @Test
    void aResultWithoutRoomIsReplacedByAWordAboutIt() {
        List<KeptTask> tasks = new ArrayList<>();
        String large = "{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(8 << 20) + "\"}]}";
        for (int number = 0; number < 6; number++) {
            Call call = new Call("");
            tasks.add(begin(call));
            call.parked.respond(Response.result(large));
        }
        assertThat(tasks.getFirst().all("1")).contains("xxx");
        assertThat(tasks.getLast().all("1"))
                .hasSizeLessThan(1_000)
                .contains("\"status\":\"completed\"", "\"isError\":true", "no memory");
    }

    @Test
    void aTaskThatIsCancelledTwiceIsCancelledOnce() {
        Call call = new Call("");
        KeptTask task = begin(call);
        List<String> cancelled = new ArrayList<>();
        call.parked.onCancelled(() -> cancelled.add("once"));
        task.cancel();
        task.cancel();
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void aTaskThatItsClientAskedForIsKeptForTheTimeThatItWanted() {
        Duration most = LIMIT.plus(KeptTasks.KEPT);
        assertThat(wanted(new Call(""), null).ttl()).isEqualTo(most);
        assertThat(wanted(new Call(""), most.multipliedBy(2)).ttl()).isEqualTo(most);
        assertThat(wanted(new Call(""), Duration.ofMillis(-1)).ttl()).isEqualTo(Duration.ofSeconds(1));
        Call call = new Call("");
        ExperimentalTask task = wanted(call, Duration.ofMinutes(1));
        call.parked.respond(Response.result("{\"content\":[]}"));
        time.pass(Duration.ofSeconds(59));
        assertThat(kept.experimental()).contains(task);
        time.pass(Duration.ofSeconds(2));
        assertThat(kept.experimental()).doesNotContain(task);
    }

    @Test
    void aTaskWhoseCallTakesLongerThanItsTimeIsKeptAsLongAgainAtMost() {
        Call call = new Call("");
        ExperimentalTask task = wanted(call, Duration.ofSeconds(10));
        time.pass(Duration.ofSeconds(25));
        assertThat(kept.experimental()).contains(task);
        call.parked.respond(Response.result("{\"content\":[]}"));
        time.pass(Duration.ofSeconds(10));
        assertThat(kept.experimental()).doesNotContain(task);
    }

    @Test
    void theBoundsHoldForTasksThatClientsAskFor() {
        for (int number = 0; number < 1_000; number++) {
            assertThat(wanted(new Call(""), null)).isNotNull();
        }
        Call call = new Call("");
        assertThat(kept.beginExperimental(call, bridge.parked().beginTask(call), failure -> null, LIMIT, null))
                .isNull();
        assertThat(begin(new Call(""))).isNull();
    }

    @Test
    void aTaskThatIsCancelledAtOnceKeepsNothingOfWhatComesLater() {
        Call call = new Call("");
        ExperimentalTask task = wanted(call, null);
        assertThat(task.cancelNow()).isTrue();
        assertThat(task.cancelNow()).isFalse();
        call.parked.respond(Response.result("{\"content\":[]}"));
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.answer()).isNull();
    }

    private ExperimentalTask wanted(Call call, @Nullable Duration ttl) {
        ParkedCall parked = bridge.parked().beginTask(call);
        ExperimentalTask task =
                kept.beginExperimental(call, parked, failure -> Response.toolError("failed"), LIMIT, ttl);
        assertThat(task).isNotNull();
        assertThat(parked.handOver(call, task)).isTrue();
        call.parked = parked;
        return task;
    }

    private static final class Call implements Round {
        private final String account;
        private ParkedCall parked;

        Call(String account) {
            this.account = account;
        }

        @Override
        public Request request() {
            return Request.of("1", "tools/call", "{\"name\":" + Json.quote("t" + account) + "}");
        }

        @Override
        public RoundBinding binding() {
            return new RoundBinding("", "", "s", "");
        }

        @Override
        public void inputRequired(Response questions) {}

        @Override
        public void failed(CallFailure failure) {}

        @Override
        public Peer peer() {
            return new Peer(Revision.NEWEST, null, null, Caller.ANONYMOUS, null);
        }

        @Override
        public void respond(Response response) {}

        @Override
        public void notify(Notification notification) {}

        @Override
        public void ask(Request request, Consumer<Response> answer) {}

        @Override
        public void onCancelled(Runnable action) {}
    }

    /// Time that passes when a test says so.
    private static final class Time implements Timers {
        private final TreeMap<Long, List<Runnable>> planned = new TreeMap<>();
        private long now;

        void pass(Duration more) {
            long end = now + more.toMillis();
            while (!planned.isEmpty() && planned.firstKey() <= end) {
                Map.Entry<Long, List<Runnable>> next = planned.pollFirstEntry();
                now = next.getKey();
                next.getValue().forEach(Runnable::run);
            }
            now = end;
        }

        @Override
        public Cancellable after(Duration delay, Runnable action) {
            List<Runnable> at = planned.computeIfAbsent(now + delay.toMillis(), moment -> new ArrayList<>());
            at.add(action);
            return () -> at.remove(action);
        }

        @Override
        public Cancellable every(Duration period, Runnable action) {
            throw new UnsupportedOperationException();
        }
    }
}
