package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.ManualTimers;
import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskAwaitTest {
    private static final Peer PEER = new Peer(Revision.R2025_11_25, null, null, Caller.ANONYMOUS, null);
    private static final Request QUESTION = Request.of("1", Method.ELICIT, "{\"message\":\"Who?\"}");

    private final ManualTimers timers = new ManualTimers();
    private final KeptTasks kept = new KeptTasks(timers);
    private final Round first = new First();
    private final ParkedCall parked = Bridge.inMemory(timers).parked().beginTask(first);
    private final SlowClient client = new SlowClient();

    @Test
    @Timeout(60)
    void aStatusThatIsOverIsNotToldAfterTheNextOne() throws InterruptedException {
        ExperimentalTask task = kept.beginExperimental(
                first, parked, failure -> Response.toolError("failed"), Duration.ofHours(1), null);
        assertThat(task).isNotNull();
        assertThat(parked.handOver(first, task)).isTrue();
        new TaskAwait(call(), task).start();

        Thread asks = Thread.ofPlatform().start(() -> parked.put(QUESTION, answer -> {}));
        client.telling.await();
        String key = parked.asked().keySet().iterator().next();
        Thread answers = blocked(() -> task.answer(key, Response.result("{\"action\":\"decline\"}")));
        Thread asksAgain = blocked(() -> parked.put(QUESTION, answer -> {}));
        client.goOn.countDown();
        for (Thread thread : List.of(asks, answers, asksAgain)) {
            thread.join();
        }
        assertThat(client.told).singleElement().asString().contains("\"status\":\"input_required\"");
    }

    private RunningCall call() {
        Toolset toolset = new Toolset(
                "t", new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT).build(Map.of()));
        return new RunningCall(
                Pipelines.of(record -> {}),
                Request.of("1", Method.TASKS_RESULT, "{\"taskId\":\"1\"}"),
                client,
                toolset);
    }

    /// Runs an action that waits for what the client is being told.
    private static Thread blocked(Runnable action) throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(action);
        while (thread.getState() != Thread.State.BLOCKED) {
            Thread.sleep(1);
        }
        return thread;
    }

    /// Hears nothing further before the test lets it.
    private static final class SlowClient implements Exchange {
        private final CountDownLatch telling = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public Peer peer() {
            return PEER;
        }

        @Override
        public void notify(Notification notification) {
            told.add(notification.body().text());
            telling.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }

        @Override
        public void respond(Response response) {}

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            throw new AssertionError("it declared nothing that it can be asked");
        }

        @Override
        public void onCancelled(Runnable action) {}
    }

    private static final class First implements Round {
        @Override
        public Request request() {
            return Request.of("1", Method.TOOLS_CALL, "{\"name\":\"t\"}");
        }

        @Override
        public RoundBinding binding() {
            return new RoundBinding("", "", "s", "");
        }

        @Override
        public Peer peer() {
            return PEER;
        }

        @Override
        public void inputRequired(Response questions) {}

        @Override
        public void failed(CallFailure failure) {}

        @Override
        public void respond(Response response) {}

        @Override
        public void notify(Notification notification) {}

        @Override
        public void ask(Request request, Consumer<Response> answer) {}

        @Override
        public void onCancelled(Runnable action) {}
    }
}
