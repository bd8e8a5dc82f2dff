package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tools of servers of 2025-11-25 that take calls as tasks only.
class TaskCallsTest {
    private static final CallOptions TASK = new CallOptions(null, null, List.of(), false, true);
    private static final String TAKES = "{\"tools\":{},\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    private static final String BEGUN = "{\"task\":{\"taskId\":\"t-1\",\"status\":\"working\",\"ttl\":null,"
            + "\"createdAt\":\"2025-11-25T00:00:00Z\",\"lastUpdatedAt\":\"2025-11-25T00:00:00Z\"}}";

    @TempDir
    Path folder;

    private UpstreamsFixture fixture;
    private HandMadeServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new UpstreamsFixture(folder);
        server = HandMadeServer.legacy(fixture.engine, "2025-11-25", TAKES);
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":[{\"name\":\"only\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"execution\":{\"taskSupport\":\"required\"}}]}"));
        server.on("tools/call", (http, request) -> json(http, request, BEGUN));
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private static void error(HttpExchange http, Request request, String message) {
        byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text()
                        + ",\"error\":{\"code\":-32603,\"message\":\"" + message + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        http.respond(200, "application/json", body);
    }

    private RecordingExchange call(String params) throws Exception {
        Upstream upstream = fixture.start(server);
        RecordingExchange exchange = new RecordingExchange(RecordingExchange.LEGACY);
        CallOptions options = upstream.snapshot().tools().getFirst().onlyAsTask() ? TASK : CallOptions.DEFAULT;
        upstream.request(EditedRequest.unchanged(Request.of("3", "tools/call", params)), exchange, options);
        return exchange;
    }

    @Test
    void aCallIsAnsweredWithTheResultOfItsTask() throws Exception {
        server.on(
                "tasks/result",
                (http, request) -> json(
                        http,
                        request,
                        "{\"content\":[],\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"t-1\"}}}"));
        RecordingExchange exchange = call("{\"name\":\"only\"}");

        assertThat(exchange.response().result().whole().text()).isEqualTo("{\"content\":[]}");
        assertThat(server.received("tools/call").getFirst().body()).contains("\"task\":{}");
        assertThat(server.received("tasks/result").getFirst().body()).contains("\"taskId\":\"t-1\"");
    }

    @Test
    void anErrorOfTheTaskIsTheErrorOfTheCall() throws Exception {
        server.on("tasks/result", (http, request) -> error(http, request, "It broke."));
        server.on("tasks/get", (http, request) -> json(http, request, "{\"taskId\":\"t-1\",\"status\":\"failed\"}"));
        assertThat(call("{\"name\":\"only\"}").response().errorMessage()).isEqualTo("It broke.");
    }

    @Test
    void aServerWhoseTaskHasNoResultYetIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.on("tasks/result", (http, request) -> {
            if (asked.incrementAndGet() < 3) {
                error(http, request, "Task not completed yet");
            } else {
                json(http, request, "{\"content\":[]}");
            }
        });
        server.on(
                "tasks/get",
                (http, request) -> json(
                        http, request, "{\"taskId\":\"t-1\",\"status\":\"working\",\"ttl\":null,\"pollInterval\":0}"));
        assertThat(call("{\"name\":\"only\"}").response().result().whole().text())
                .isEqualTo("{\"content\":[]}");
        assertThat(server.received("tasks/get")).hasSize(2);
    }

    @Test
    void aServerMayAnnounceTasksAsExperimental() throws Exception {
        server.close();
        server = HandMadeServer.legacy(fixture.engine, "2025-11-25", "{\"tools\":{},\"experimental\":" + TAKES + "}");
        server.on(
                "tools/list",
                (http, request) -> json(
                        http,
                        request,
                        "{\"tools\":[{\"name\":\"only\",\"inputSchema\":{\"type\":\"object\"},"
                                + "\"execution\":{\"taskSupport\":\"required\"}}]}"));
        assertThat(fixture.start(server).snapshot().tools()).hasSize(1);
    }

    @Test
    void aServerThatAnswersAtOnceIsBelieved() throws Exception {
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        assertThat(call("{\"name\":\"only\"}").response().result().whole().text())
                .isEqualTo("{\"content\":[]}");
        assertThat(server.received("tasks/result")).isEmpty();
    }

    @Test
    void aCallThatIsCancelledCancelsItsTask() throws Exception {
        server.on("tasks/result", (http, request) -> {});
        server.on("tasks/cancel", (http, request) -> json(http, request, BEGUN));
        RecordingExchange exchange = call("{\"name\":\"only\"}");
        Wire.until("it waits", () -> !server.received("tasks/result").isEmpty());
        exchange.cancel();
        Wire.until(
                "the task is cancelled", () -> !server.received("tasks/cancel").isEmpty());
        assertThat(server.received("tasks/cancel").getFirst().body()).contains("\"taskId\":\"t-1\"");
    }

    @Test
    void aTaskThatCannotBeWaitedForHasBegunNevertheless() throws Exception {
        server.on("tasks/result", (http, request) -> http.respond(500));
        server.on("tasks/cancel", (http, request) -> json(http, request, BEGUN));
        RecordingExchange exchange = call("{\"name\":\"only\"}");
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(exchange.failure().kind()).isNotEqualTo(Kind.CANCELLED);
        assertThat(server.received("tools/call")).hasSize(1);
    }

    @Test
    void aClientMakesNoTaskByItself() throws Exception {
        server.on(
                "tools/list",
                (http, request) ->
                        json(http, request, "{\"tools\":[{\"name\":\"may\",\"inputSchema\":{\"type\":\"object\"}}]}"));
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        call("{\"name\":\"may\",\"task\":{\"ttl\":5}}").response();
        assertThat(server.received("tools/call").getFirst().body()).doesNotContain("task");
    }
}
