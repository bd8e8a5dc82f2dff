package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Long calls to a server of 2025-11-25, which become tasks that the gateway keeps.
class KeptTasksTest {
    private static final String DECLARED =
            "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String CALL = "\"name\":\"slow_late\",\"arguments\":{}";

    @TempDir
    Path folder;

    private final LateServer late = new LateServer();
    private OldHttpServer server;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        server = new OldHttpServer(late, Revision.R2025_11_25);
        bed = bed();
    }

    private Bed bed() throws Exception {
        Bed started = new Bed(folder, """
                servers:
                  slow: {url: "%1$s", tasks-after: 200ms}
                  patient: {url: "%1$s", tasks-after: 1h}
                  short: {url: "%1$s", tasks-after: 200ms, call-timeout: 2s}
                  plain: {url: "%1$s"}
                """.formatted(server.endpoint()));
        List.of("slow", "patient", "short", "plain").forEach(started::awaitReady);
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        server.close();
    }

    private WireClient client(String toolset, String capabilities) {
        return WireClient.connect(bed.endpoint(), toolset, Revision.NEWEST, capabilities);
    }

    private static String begun(Reply reply) {
        assertThat(reply.result().path("resultType").asString())
                .as(reply.text())
                .isEqualTo("task");
        assertThat(reply.result().path("status").asString()).isEqualTo("working");
        return reply.result().path("taskId").asString();
    }

    private static Reply about(WireClient client, String method, String task) {
        return client.send(method, "\"taskId\":" + Json.quote(task));
    }

    private static JsonNode awaited(WireClient client, String task, String status) {
        Patience.until(
                "task is " + status,
                () -> about(client, "tasks/get", task)
                        .result()
                        .path("status")
                        .asString()
                        .equals(status));
        return about(client, "tasks/get", task).result();
    }

    @Test
    void aCallThatTakesLongBecomesATask() {
        String id;
        Exchange call;
        try (WireClient client = client("", DECLARED)) {
            id = begun(client.send("tools/call", CALL));
            call = late.next();
            assertThat(about(client, "tasks/get", id).result().path("status").asString())
                    .isEqualTo("working");
        }
        // The client has left; the call goes on.
        call.respond(LateServer.text("at last"));
        try (WireClient client = client("", DECLARED)) {
            JsonNode ended = awaited(client, id, "completed");
            assertThat(ended.at("/result/content/0/text").asString()).isEqualTo("at last");
            assertThat(ended.at("/result/resultType").asString()).isEqualTo("complete");
            assertThat(ended.path("ttlMs").asLong()).isGreaterThan(900_000);
        }
        assertThat(late.cancelled).hasValue(0);
        assertThat(bed.calls().getFirst().outcome()).isEqualTo(CallOutcome.TASK);
        assertThat(bed.calls().getLast().outcome()).isEqualTo(CallOutcome.OK);
        assertThat(bed.calls().getLast().name()).isEqualTo("late");
    }

    @Test
    void aCallThatEndsSoonStaysACall() {
        try (WireClient client = client("", DECLARED)) {
            Running call = client.start("tools/call", "\"name\":\"patient_late\"", "");
            late.next().respond(LateServer.text("at once"));
            assertThat(call.reply().said()).isEqualTo("at once");
        }
    }

    @Test
    void whoDoesNotDeclareTasksWaitsForTheAnswer() {
        try (WireClient client = client("", "{}");
                WireClient declaring = client("", DECLARED);
                WireClient older = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}");
                WireClient plain = client("plain", DECLARED)) {
            Running one = client.start("tools/call", CALL, "");
            Running two = older.start("tools/call", CALL, "");
            Running three = plain.start("tools/call", "\"name\":\"plain_late\",\"arguments\":{}", "");
            Patience.until("all wait", () -> late.calls.size() == 3);
            // By then the time is over for them too.
            begun(declaring.send("tools/call", CALL));
            late.calls.forEach(call -> call.respond(LateServer.text("waited")));
            assertThat(one.reply().said()).isEqualTo("waited");
            assertThat(two.reply().said()).isEqualTo("waited");
            assertThat(three.reply().said()).isEqualTo("waited");
        }
    }

    @Test
    void theExtensionIsAnnouncedWhereCallsMayBecomeTasks() {
        try (WireClient slow = client("slow", DECLARED);
                WireClient plain = client("plain", DECLARED)) {
            assertThat(slow.send("server/discover", "").text()).contains("io.modelcontextprotocol/tasks");
            assertThat(plain.send("server/discover", "").text()).doesNotContain("io.modelcontextprotocol/tasks");
            assertThat(about(plain, "tasks/get", "x").error().path("code").asInt())
                    .isEqualTo(-32601);
        }
    }

    @Test
    void aTaskIsCancelledAtItsServer() {
        try (WireClient client = client("", DECLARED)) {
            String id = begun(client.send("tools/call", CALL));
            about(client, "tasks/cancel", id).result();
            Patience.until("the server heard", () -> late.cancelled.get() == 1);
            JsonNode ended = awaited(client, id, "cancelled");
            assertThat(ended.has("result")).isFalse();
            about(client, "tasks/cancel", id).result();
        }
    }

    @Test
    void anErrorOfTheServerFailsTheTask() {
        try (WireClient client = client("", DECLARED)) {
            String id = begun(client.send("tools/call", CALL));
            late.next().respond(Response.error(4711, "It broke."));
            JsonNode ended = awaited(client, id, "failed");
            assertThat(ended.path("error").toString()).contains("4711", "It broke.");
            assertThat(bed.calls().getLast().outcome()).isEqualTo(CallOutcome.ERROR);
        }
    }

    @Test
    void aServerThatDoesNotAnswerInTimeCompletesTheTaskWithWhatIsKnown() {
        try (WireClient client = client("", DECLARED)) {
            String id = begun(client.send("tools/call", "\"name\":\"short_late\""));
            JsonNode ended = awaited(client, id, "completed");
            assertThat(ended.at("/result/isError").asBoolean()).isTrue();
            assertThat(ended.toString()).contains("did not answer in time", "not known whether");
        }
    }

    @Test
    void whatTheServerAsksIsAskedByTheTask() {
        try (WireClient client = client("", DECLARED)) {
            String id = begun(client.send("tools/call", CALL));
            LateServer.ask(late.next());
            JsonNode asks = awaited(client, id, "input_required").path("inputRequests");
            String key = asks.propertyNames().iterator().next();
            assertThat(asks.path(key).path("method").asString()).isEqualTo("elicitation/create");

            String answers = ",\"inputResponses\":{\"other\":{\"action\":\"accept\"},%s:%s}";
            Reply wrong = client.send(
                    "tasks/update", "\"taskId\":" + Json.quote(id) + answers.formatted(Json.quote(key), "7"));
            assertThat(wrong.error().path("code").asInt()).isEqualTo(ErrorCode.INVALID_PARAMS);
            client.send(
                            "tasks/update",
                            "\"taskId\":" + Json.quote(id)
                                    + answers.formatted(
                                            Json.quote(key), "{\"action\":\"accept\",\"content\":{\"who\":\"me\"}}"))
                    .result();
            assertThat(awaited(client, id, "completed").toString()).contains("answered", "me");
        }
    }

    @Test
    void aClientHearsOfATaskThatTheGatewayKeeps() {
        try (WireClient client = client("", DECLARED)) {
            String id = begun(client.send("tools/call", CALL));
            client.start("subscriptions/listen", "\"notifications\":{\"taskIds\":[" + Json.quote(id) + "]}", "");
            assertThat(client.awaitHeard("acknowledged", message -> message.contains("acknowledged")))
                    .contains(id);
            late.next().respond(LateServer.text("told"));
            assertThat(client.awaitHeard("the end", message -> message.contains("notifications/tasks")))
                    .contains(id, "completed", "told");
        }
    }

    @Test
    void afterARestartOfTheGatewayTheTaskIsUnknownAndSoIsWhatItsCallDid() throws Exception {
        String id;
        try (WireClient client = client("", DECLARED)) {
            id = begun(client.send("tools/call", CALL));
        }
        bed.close();
        Patience.until("the server heard", () -> late.cancelled.get() == 1);
        bed = bed();
        try (WireClient client = client("", DECLARED)) {
            JsonNode error = about(client, "tasks/get", id).error();
            assertThat(error.path("code").asInt()).isEqualTo(-32602);
            assertThat(error.path("message").asString()).contains("restarted", "may have had its effect");
            JsonNode failure = error.path("data").path(Failure.KEY);
            assertThat(failure.path("category").asString()).isEqualTo(Category.DOWNSTREAM.label());
            assertThat(failure.path("outcome").asString()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN.label());
            CallRecord record = bed.calls().getLast();
            assertThat(record.method()).isEqualTo("tasks/get");
            assertThat(record.outcome()).isEqualTo(CallOutcome.FAILED);
            assertThat(record.known()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
            assertThat(record.ending().category()).isEqualTo(Category.DOWNSTREAM);
            assertThat(record.problem()).contains("restarted");
            assertThat(failure.path("requestId").asString()).isEqualTo(record.requestId());
        }
    }
}
