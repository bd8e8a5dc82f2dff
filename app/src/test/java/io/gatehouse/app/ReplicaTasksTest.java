package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Long calls to a server of 2025-11-25 that became tasks in one of two gateways, whose client reaches the other.
class ReplicaTasksTest {
    private static final String DECLARED =
            "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    @TempDir
    Path folder;

    private final LateServer late = new LateServer();
    private OldHttpServer server;
    private Bed first;
    private Bed second;
    private WireClientHttp client;

    @BeforeEach
    void start() throws Exception {
        server = new OldHttpServer(late, Revision.R2025_11_25);
        ReplicaPair pair = new ReplicaPair(folder);
        first = replica(pair, 0);
        second = replica(pair, 1);
        for (Bed replica : List.of(first, second)) {
            replica.awaitReady("slow");
            Patience.until("it knows the other", () -> replica.gatehouse().neighbours() == 1);
        }
        client = (WireClientHttp) WireClient.connect(first.endpoint(), "", Revision.NEWEST, DECLARED);
    }

    private Bed replica(ReplicaPair pair, int number) throws Exception {
        return new Bed(
                pair.folder(number),
                pair.sections(number) + "servers: {slow: {url: '" + server.endpoint() + "', tasks-after: 200ms}}\n");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        first.close();
        second.close();
        server.close();
    }

    /// Begins a task in the first replica; what comes next goes to the second.
    private String begun() {
        Reply reply = client.send("tools/call", "\"name\":\"slow_late\",\"arguments\":{}");
        assertThat(reply.result().path("resultType").asString())
                .as(reply.text())
                .isEqualTo("task");
        client.moveTo(second.endpoint());
        return reply.result().path("taskId").asString();
    }

    private Reply about(String method, String task) {
        return client.send(method, "\"taskId\":" + Json.quote(task));
    }

    private JsonNode awaited(String task, String status) {
        Patience.until(
                "task is " + status,
                () -> about("tasks/get", task)
                        .result()
                        .path("status")
                        .asString()
                        .equals(status));
        return about("tasks/get", task).result();
    }

    private void listen(String task) {
        client.start("subscriptions/listen", "\"notifications\":{\"taskIds\":[" + Json.quote(task) + "]}", "");
        assertThat(client.awaitHeard("acknowledged", message -> message.contains("acknowledged")))
                .contains(task);
    }

    @Test
    void aTaskAnswersWhereverItsRequestsArrive() {
        String id = begun();
        Exchange call = late.next();
        assertThat(about("tasks/get", id).result().path("status").asString()).isEqualTo("working");
        LateServer.ask(call);
        JsonNode asks = awaited(id, "input_required").path("inputRequests");
        String key = asks.propertyNames().iterator().next();
        client.send(
                        "tasks/update",
                        "\"taskId\":" + Json.quote(id) + ",\"inputResponses\":{" + Json.quote(key)
                                + ":{\"action\":\"accept\",\"content\":{\"who\":\"me\"}}}")
                .result();
        assertThat(awaited(id, "completed").toString()).contains("answered", "me");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void itIsCancelledFromTheOtherReplica() {
        String id = begun();
        about("tasks/cancel", id).result();
        Patience.until("the server heard", () -> late.cancelled.get() == 1);
        awaited(id, "cancelled");
    }

    @Test
    void aClientHearsOfItThroughTheOtherReplica() {
        String id = begun();
        listen(id);
        late.next().respond(LateServer.text("told"));
        assertThat(client.awaitHeard("the end", message -> message.contains("notifications/tasks")))
                .contains(id, "completed", "told");
    }

    @Test
    void whereItsReplicaIsGoneItIsUnknown() throws Exception {
        String id = begun();
        first.close();
        JsonNode error = about("tasks/get", id).error();
        assertThat(error.path("code").asInt()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(error.path("message").asString()).contains("restarted");
    }

    /// The drain waits for it, and for its client to hear of its end.
    @Test
    void aReplicaThatStopsFinishesIt() {
        String id = begun();
        first.gatehouse().work().refuse(1);
        assertThat(about("tasks/get", id).result().path("status").asString()).isEqualTo("working");
        listen(id);
        client.moveTo(first.endpoint());
        assertThat(about("tasks/get", id).result().path("status").asString()).isEqualTo("working");
        assertThat(first.gatehouse().waitingCalls()).isEqualTo(1);
        client.moveTo(second.endpoint());
        late.next().respond(LateServer.text("at last"));
        assertThat(awaited(id, "completed").at("/result/content/0/text").asString())
                .isEqualTo("at last");
        assertThat(first.gatehouse().waitingCalls()).isZero();
    }

    /// A client of 2025-11-25, whose session has gone on at the other replica.
    @Test
    void aTaskOfASessionStaysWhereItIs() throws Exception {
        try (WireClientHttp old =
                (WireClientHttp) WireClient.connect(first.endpoint(), "", Revision.R2025_11_25, "{}")) {
            Reply begun = old.send("tools/call", "\"name\":\"slow_late\",\"arguments\":{},\"task\":{}");
            String about = "\"taskId\":" + begun.result().at("/task/taskId");
            first.gatehouse().work().refuse(1);
            for (Bed either : List.of(second, first)) {
                old.moveTo(either.endpoint());
                assertThat(old.send("tools/list", "").result().path("tools")).isNotEmpty();
                assertThat(old.send("tasks/get", about).result().path("status").asString())
                        .isEqualTo("working");
            }
            old.moveTo(second.endpoint());
            late.next().respond(LateServer.text("at last"));
            assertThat(old.send("tasks/result", about)
                            .result()
                            .at("/content/0/text")
                            .asString())
                    .isEqualTo("at last");
        }
    }

    @Test
    void atTheEndOfTheDrainItEndsWithItsOutcome() {
        String id = begun();
        listen(id);
        first.gatehouse().work().refuse(1);
        first.gatehouse().endStreams();
        assertThat(client.awaitHeard("the end", message -> message.contains("notifications/tasks")))
                .contains(id, "completed", "The gateway stopped", "It is not known whether the call took effect");
        Patience.until("the server heard", () -> late.cancelled.get() == 1);
    }
}
