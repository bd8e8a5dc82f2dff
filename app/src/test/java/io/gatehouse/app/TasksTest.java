package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.RunningTask;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.TaskServer;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tasks of a server of 2026-07-28, as clients with and without the extension see them.
class TasksTest {
    private static final String DECLARED =
            "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    @TempDir
    Path folder;

    private final TaskServer tasks = new TaskServer();
    private final TaskServer eager = new TaskServer(true);
    private FixtureServer server;
    private FixtureServer eagerServer;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(tasks, 0, Era.MODERN);
        eagerServer = new FixtureServer(eager, 0, Era.MODERN);
        bed = bed();
    }

    private Bed bed() throws Exception {
        Bed started = new Bed(folder, """
                servers:
                  jobs: {url: "%s"}
                  eager: {url: "%s"}
                toolsets:
                  other: {servers: [jobs]}
                """.formatted(server.endpoint(), eagerServer.endpoint()));
        started.awaitReady("jobs");
        started.awaitReady("eager");
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        server.close();
        eagerServer.close();
        tasks.close();
        eager.close();
    }

    private WireClient client(String capabilities) {
        return client("", capabilities);
    }

    private WireClient client(String toolset, String capabilities) {
        return WireClient.connect(bed.endpoint(), toolset, Revision.NEWEST, capabilities);
    }

    private static String begun(WireClient client, String tool) {
        return begun(client, tool, "{}");
    }

    private static String begun(WireClient client, String tool, String arguments) {
        Reply reply = client.send("tools/call", "\"name\":" + Json.quote(tool) + ",\"arguments\":" + arguments);
        assertThat(reply.result().path("resultType").asString())
                .as(reply.text())
                .isEqualTo("task");
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

    private RunningTask only() {
        assertThat(tasks.tasks()).hasSize(1);
        return tasks.tasks().values().iterator().next();
    }

    @Test
    void aTaskHasAnIdThatTellsNothingAndLeadsToItsResult() {
        try (WireClient client = client(DECLARED)) {
            String id = begun(client, "jobs_slow_compute", "{\"seconds\":0,\"label\":\"this\"}");

            assertThat(id).doesNotContain(only().id(), "jobs");
            JsonNode ended = awaited(client, id, "completed");
            assertThat(ended.path("taskId").asString()).isEqualTo(id);
            assertThat(ended.path("resultType").asString()).isEqualTo("complete");
            assertThat(ended.at("/result/content/0/text").asString()).isEqualTo("computed this");
        }
    }

    @Test
    void theExtensionIsAnnouncedToClientsOf20260728Only() {
        try (WireClient modern = client(DECLARED);
                WireClient legacy = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}")) {
            assertThat(modern.send("server/discover", "").text()).contains("io.modelcontextprotocol/tasks");
            assertThat(legacy.introduction).contains("\"tools\"").doesNotContain("tasks\"", "extensions");
        }
    }

    @Test
    void aTaskIsFoundAfterTheGatewayWasRestarted() throws Exception {
        String id;
        try (WireClient client = client(DECLARED)) {
            id = begun(client, "jobs_hold");
        }
        bed.close();
        bed = bed();
        only().complete(TaskServer.text("still there"));
        try (WireClient client = client(DECLARED)) {
            assertThat(about(client, "tasks/get", id).text()).contains("still there");
        }
    }

    @Test
    void anIdOfAnotherToolsetOrOneThatWasChangedIsUnknown() {
        try (WireClient client = client(DECLARED);
                WireClient other = client("other", DECLARED)) {
            String id = begun(client, "jobs_hold");
            String own = only().id();
            String changed =
                    (id.charAt(30) == 'A' ? id.substring(0, 30) + "B" : id.substring(0, 30) + "A") + id.substring(31);
            for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
                for (String unknown : List.of(own, changed, "", "jobs", id + "=")) {
                    JsonNode error = about(client, method, unknown).error();
                    assertThat(error.path("code").asInt()).as(unknown).isEqualTo(-32602);
                    assertThat(error.path("message").asString()).startsWith("Unknown task");
                }
                assertThat(about(other, method, id).error().path("code").asInt())
                        .isEqualTo(-32602);
            }
            assertThat(only().status()).isEqualTo("working");
            assertThat(about(client, "tasks/get", id).result().path("status").asString())
                    .isEqualTo("working");
        }
    }

    @Test
    void aTaskIsCancelled() {
        try (WireClient client = client(DECLARED)) {
            String id = begun(client, "jobs_hold");
            Reply reply = about(client, "tasks/cancel", id);
            assertThat(reply.result().path("resultType").asString()).isEqualTo("complete");
            assertThat(reply.text()).doesNotContain(id, "status");
            awaited(client, id, "cancelled");
            assertThat(only().status()).isEqualTo("cancelled");
        }
    }

    @Test
    void aTaskAsksAndIsAnswered() {
        try (WireClient client = client(DECLARED)) {
            String id = begun(client, "jobs_confirm_delete");
            JsonNode asks = awaited(client, id, "input_required");
            assertThat(asks.at("/inputRequests/confirm/method").asString()).isEqualTo("elicitation/create");
            client.send(
                            "tasks/update",
                            "\"taskId\":" + Json.quote(id)
                                    + ",\"inputResponses\":{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":\"yes\"}}}")
                    .result();
            assertThat(awaited(client, id, "completed").toString()).contains("deleted, after", "yes");
        }
    }

    @Test
    void whoDoesNotDeclareTheExtensionMayNotUseIt() {
        String id;
        try (WireClient client = client(DECLARED)) {
            id = begun(client, "jobs_hold");
        }
        try (WireClient client = client("{}")) {
            for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
                Reply reply = about(client, method, id);
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.error().path("code").asInt()).isEqualTo(-32021);
                assertThat(reply.error()
                                .at("/data/requiredCapabilities/extensions")
                                .toString())
                        .contains("io.modelcontextprotocol/tasks");
            }
        }
        try (WireClient legacy = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}")) {
            assertThat(about(legacy, "tasks/get", id).error().path("code").asInt())
                    .isEqualTo(-32601);
        }
        assertThat(only().status()).isEqualTo("working");
    }

    @Test
    void methodsOfTheExperimentAreUnknownInThisRevision() {
        try (WireClient client = client("other", DECLARED)) {
            for (String method : List.of("tasks/list", "tasks/result")) {
                Reply reply = client.send(method, "\"taskId\":\"1\"");
                assertThat(reply.error().path("code").asInt()).isEqualTo(-32601);
            }
        }
    }

    @Test
    void aClientHearsOfItsTasksAndOfNoOthers() {
        try (WireClient client = client(DECLARED)) {
            String id = begun(client, "jobs_hold");
            String foreign = begun(client("other", DECLARED), "jobs_hold");
            client.start(
                    "subscriptions/listen",
                    "\"notifications\":{\"taskIds\":[" + Json.quote(id) + "," + Json.quote(foreign) + ",\"x\"]}",
                    "");
            String acknowledged = client.awaitHeard("acknowledged", message -> message.contains("acknowledged"));
            assertThat(acknowledged).contains(id).doesNotContain(foreign, "\"x\"");

            tasks.tasks().values().forEach(task -> task.complete(TaskServer.text("told")));
            String told = client.awaitHeard("the end", message -> message.contains("notifications/tasks"));
            assertThat(told).contains(id, "told", "completed", "subscriptionId");
            assertThat(client.heard().stream().filter(message -> message.contains("notifications/tasks")))
                    .hasSize(1);
        }
    }

    @Test
    void theResultOfATaskIsShapedAndRecordedLikeThatOfACall() {
        try (WireClient client = client(DECLARED)) {
            String id = begun(client, "jobs_hold");
            only().complete("{\"resultType\":\"complete\",\"content\":[],\"isError\":true,\"_meta\":"
                    + "{\"io.gatehouse/failure\":{\"outcome\":\"not_sent\"},\"x\":1.10}}");
            String text = about(client, "tasks/get", id).text();

            assertThat(text).contains("\"x\":1.10").doesNotContain("io.gatehouse/failure");
            CallRecord record = bed.calls().getLast();
            assertThat(record.method()).isEqualTo("tasks/get");
            assertThat(record.server()).isEqualTo("jobs");
            assertThat(record.name()).isEqualTo("hold");
            assertThat(record.outcome()).isEqualTo(CallOutcome.TOOL_ERROR);
            assertThat(bed.calls().getFirst().outcome()).isEqualTo(CallOutcome.TASK);
        }
    }

    @Test
    void theServerOfAClientWithoutTheExtensionAnswersTheCallItself() {
        try (WireClient client = client("{}")) {
            assertThat(client.send("tools/call", "\"name\":\"jobs_slow_compute\",\"arguments\":{\"label\":\"this\"}")
                            .said())
                    .isEqualTo("computed this");
            assertThat(client.call("jobs_failing_job").error().path("code").asInt())
                    .isEqualTo(-32021);
        }
    }

    @Test
    void aTaskThatTheServerWantsAClientToKnowIsRunByTheGatewayForOlderOnes() {
        for (Revision revision : List.of(Revision.R2024_11_05, Revision.R2025_11_25)) {
            try (WireClient client = WireClient.connect(bed.endpoint(), "", revision, "{}")) {
                Reply reply = client.call("jobs_failing_job");
                assertThat(reply.toolError()).as(reply.text()).isTrue();
                assertThat(reply.said()).isEqualTo("It did not work.");
            }
        }
    }

    @Test
    void aTaskForAClientThatKnowsNoneIsRunByTheGateway() {
        for (Revision revision : List.of(Revision.NEWEST, Revision.R2025_06_18)) {
            try (WireClient client = WireClient.connect(bed.endpoint(), "", revision, "{}")) {
                assertThat(client.send(
                                        "tools/call",
                                        "\"name\":\"eager_slow_compute\",\"arguments\":{\"label\":\"this\"}")
                                .said())
                        .isEqualTo("computed this");
                assertThat(client.call("eager_failing_job").toolError()).isTrue();
                assertThat(client.call("eager_protocol_error_job").error().toString())
                        .contains("-32603", "It broke.");
            }
        }
    }

    @Test
    void aTaskThatTheGatewayRunsIsCancelledWithItsCall() {
        try (WireClient client = client("{}")) {
            var call = client.start("eager_hold", "x");
            Patience.until(
                    "the gateway knows of the task",
                    () -> eager.tasks().values().stream().anyMatch(RunningTask::followed));
            RunningTask task = eager.tasks().values().iterator().next();
            client.cancel(call);
            Patience.until("the task is cancelled", () -> task.status().equals("cancelled"));
        }
    }

    @Test
    void whatSuchATaskAsksIsAskedInTheClientsWay() {
        String answer = "{\"action\":\"accept\",\"content\":{\"confirm\":\"yes\"}}";
        String call = "\"name\":\"eager_confirm_delete\",\"arguments\":{}";
        try (WireClient legacy = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{\"elicitation\":{}}")) {
            legacy.answering(question -> answer);
            assertThat(legacy.send("tools/call", call).said()).contains("deleted, after", "yes");
        }
        try (WireClient modern = client("{\"elicitation\":{\"form\":{}}}")) {
            JsonNode asked = modern.send("tools/call", call).result();
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            String more =
                    ",\"inputResponses\":{\"confirm\":" + answer + "},\"requestState\":" + asked.path("requestState");
            assertThat(modern.send("tools/call", call + more).said()).contains("deleted, after", "yes");
        }
    }

    @Test
    void aTaskThatAsksWhatItsClientCannotAnswerIsCancelled() {
        String call = "\"name\":\"eager_confirm_delete\",\"arguments\":{}";
        try (WireClient modern = client("{}");
                WireClient legacy = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}")) {
            assertThat(modern.send("tools/call", call).error().path("code").asInt())
                    .isEqualTo(-32021);
            assertThat(legacy.send("tools/call", call).said()).contains("asked for elicitation/create");
        }
        Patience.until(
                "both are cancelled",
                () -> eager.tasks().values().stream()
                        .allMatch(task -> task.status().equals("cancelled")));
    }

    /// At the Messages API nobody can say that he knows tasks.
    @Test
    void aModelHasTheResultOfAToolThatRunsAsATaskOnly() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider("""
                        models: ["*"]
                        turns:
                          - { when: { result: true }, say: "it says ${result}" }
                          - { say: [ { call: "*failing_job", arguments: {} } ] }
                        """);
                TestGateway gateway = TestGateway.start(Files.createDirectory(folder.resolve("models")), """
                        servers: {jobs: {url: "%s"}}
                        models: {providers: {main: {url: "%s", key: sk-of-main}}, default: main}
                        """.formatted(
                                server.endpoint(), provider.address()));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ask = HttpRequest.newBuilder(gateway.address("/v1/messages"))
                    .header("content-type", "application/json")
                    .header("anthropic-version", "2023-06-01")
                    .header("anthropic-beta", "mcp-client-2025-11-20")
                    .POST(BodyPublishers.ofString("""
                            {"model":"claude-any","max_tokens":500,"mcp_servers":[{"type":"url","name":"jobs","url":"gatehouse://server/jobs"}],
                             "tools":[{"type":"mcp_toolset","mcp_server_name":"jobs"}],
                             "messages":[{"role":"user","content":"run it"}]}
                            """))
                    .build();
            assertThat(http.send(ask, BodyHandlers.ofString()).body()).contains("it says It did not work.");
        }
    }
}
