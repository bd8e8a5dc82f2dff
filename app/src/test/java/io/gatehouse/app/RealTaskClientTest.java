package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.TaskServer;
import io.gatehouse.fixtures.ToolRun;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official clients of the tasks extension and of the experimental tasks before it, through the gateway.
@Tag("real")
class RealTaskClientTest {
    @TempDir
    private Path folder;

    private static JsonNode call(URI gateway, String tool) {
        return call("tasks.mjs", gateway, tool);
    }

    private static JsonNode call(String client, URI gateway, String tool) {
        List<String> command = List.of(
                RealTools.node(),
                RealTools.script(client),
                gateway.toString(),
                tool,
                "{\"name\":\"x\",\"label\":\"y\"}");
        ToolRun run = ToolRun.of(command, Patience.LIMIT);
        assertThat(run.status()).as(run.errors()).isZero();
        return JsonMapper.shared().readTree(run.output());
    }

    @Test
    void itGetsWhatItWants() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        LateServer late = new LateServer();
        try (TaskServer tasks = new TaskServer();
                FixtureServer server = new FixtureServer(tasks, 0, Era.MODERN);
                OldHttpServer old = new OldHttpServer(late, Revision.R2025_11_25);
                Bed bed = new Bed(folder, """
                        servers:
                          jobs: {url: "%s"}
                          slow: {url: "%s", tasks-after: 200ms}
                        """.formatted(server.endpoint(), old.endpoint()))) {
            bed.awaitReady("jobs");
            bed.awaitReady("slow");

            JsonNode soon = call(bed.endpoint(), "jobs_greet");
            assertThat(soon.path("kind").asString()).isEqualTo("immediate");
            JsonNode computed = call(bed.endpoint(), "jobs_slow_compute");
            assertThat(computed.path("kind").asString()).isEqualTo("task");
            assertThat(computed.at("/outcome/result").toString()).contains("computed y");
            assertThat(call(bed.endpoint(), "jobs_protocol_error_job")
                            .at("/outcome/error/code")
                            .asInt())
                    .isEqualTo(-32603);
            assertThat(call(bed.endpoint(), "jobs_multi_input")
                            .at("/outcome/result")
                            .toString())
                    .contains("both", "yes");

            Thread.ofVirtual().start(() -> {
                Patience.until(
                        "it is a task", () -> bed.calls().stream().anyMatch(record -> "late".equals(record.name())));
                LateServer.ask(late.next());
            });
            JsonNode kept = call(bed.endpoint(), "slow_late");
            assertThat(kept.path("kind").asString()).isEqualTo("task");
            assertThat(kept.at("/outcome/result").toString()).contains("answered", "yes");
        }
    }

    @Test
    void theClientOfTheExperimentGetsWhatItWants() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        LateServer late = new LateServer();
        try (TaskServer tasks = new TaskServer(true);
                FixtureServer server = new FixtureServer(tasks, 0, Era.MODERN);
                OldHttpServer old = new OldHttpServer(late, Revision.R2025_11_25);
                Bed bed = new Bed(folder, """
                        servers:
                          jobs: {url: "%s", tasks-after: 1h}
                          slow: {url: "%s", tasks-after: 1h}
                        """.formatted(server.endpoint(), old.endpoint()))) {
            bed.awaitReady("jobs");
            bed.awaitReady("slow");

            JsonNode computed = call("tasks-v1.mjs", bed.endpoint(), "jobs_slow_compute");
            assertThat(computed.at("/messages/0/type").asString()).isEqualTo("taskCreated");
            assertThat(computed.path("messages").toString()).contains("computed y", "related-task");
            assertThat(computed.at("/tasks/0/taskId")).isEqualTo(computed.at("/messages/0/task/taskId"));

            Thread.ofVirtual().start(() -> LateServer.ask(late.next()));
            JsonNode asked = call("tasks-v1.mjs", bed.endpoint(), "slow_late");
            assertThat(asked.path("messages").toString()).contains("input_required", "answered", "yes");
            assertThat(asked.path("asked").toString()).contains("related-task");
        }
    }
}
