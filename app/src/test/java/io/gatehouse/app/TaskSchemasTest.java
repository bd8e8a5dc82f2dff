package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.RealJudge;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.TaskServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients get of tasks fits the schemas of the extension.
@Tag("real")
class TaskSchemasTest {
    private static final String DECLARED =
            "{\"elicitation\":{\"form\":{}},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();

    private void add(String schema, Object json) {
        lines.add(schema + "\t" + json);
    }

    @Test
    void whatTheGatewaySendsFitsTheSchemasOfTheExtension() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        try (TaskServer tasks = new TaskServer();
                FixtureServer server = new FixtureServer(tasks, 0, Era.MODERN);
                Bed bed = new Bed(folder, "servers: {jobs: {url: \"" + server.endpoint() + "\"}}")) {
            bed.awaitReady("jobs");
            try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, DECLARED)) {
                add(
                        "ServerTaskCapabilityEnvelopeV2Schema",
                        client.send("server/discover", "").result().path("capabilities"));
                whole(client, "jobs_slow_compute", "completed");
                whole(client, "jobs_failing_job", "completed");
                whole(client, "jobs_protocol_error_job", "failed");
                asked(client);
                heard(client, tasks);
            }
        }
        assertThat(RealJudge.ofTasks().judge(lines))
                .as(String.join("\n", lines))
                .containsOnly("ok");
        assertThat(lines).hasSizeGreaterThan(10);
    }

    private String begun(WireClient client, String tool) {
        Reply reply = client.send("tools/call", "\"name\":" + Json.quote(tool) + ",\"arguments\":{}");
        add("CreateTaskResultV2Schema", reply.result());
        return "\"taskId\":" + reply.result().path("taskId");
    }

    private void awaited(WireClient client, String task, String status) {
        Patience.until(
                tasksIs(status),
                () -> client.send("tasks/get", task)
                        .result()
                        .path("status")
                        .asString()
                        .equals(status));
        add("GetTaskResultV2Schema", client.send("tasks/get", task).result());
    }

    private static String tasksIs(String status) {
        return "the task is " + status;
    }

    private void whole(WireClient client, String tool, String status) {
        awaited(client, begun(client, tool), status);
    }

    private void asked(WireClient client) {
        String task = begun(client, "jobs_confirm_delete");
        awaited(client, task, "input_required");
        String answers = ",\"inputResponses\":{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":\"y\"}}}";
        add(
                "UpdateTaskResultV2Schema",
                client.send("tasks/update", task + answers).result());
        awaited(client, task, "completed");
    }

    private void heard(WireClient client, TaskServer tasks) {
        String task = begun(client, "jobs_hold");
        String id = task.substring("\"taskId\":".length());
        client.start("subscriptions/listen", "\"notifications\":{\"taskIds\":[" + id + "]}", "");
        client.awaitHeard("acknowledged", message -> message.contains("acknowledged"));
        add("CancelTaskResultV2Schema", client.send("tasks/cancel", task).result());
        awaited(client, task, "cancelled");
        add(
                "TaskStatusNotificationV2Schema",
                client.awaitHeard("the end", message -> message.contains("notifications/tasks")));
        assertThat(tasks.tasks()).isNotEmpty();
    }
}
