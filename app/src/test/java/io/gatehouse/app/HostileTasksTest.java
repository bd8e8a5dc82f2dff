package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers whose tasks are no tasks, and clients whose ids are no ids.
class HostileTasksTest {
    private static final String DECLARED = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String DONE = "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";

    @TempDir
    Path folder;

    private final ScriptedTasks tasks = new ScriptedTasks();
    private FixtureServer server;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(tasks, 0, Era.MODERN);
        bed = new Bed(
                folder, "servers: {jobs: {url: \"" + server.endpoint() + "\", call-timeout: 1500ms, call-limit: 10s}}");
        bed.awaitReady("jobs");
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        server.close();
    }

    private WireClient client(String capabilities) {
        return WireClient.connect(bed.endpoint(), "", Revision.NEWEST, capabilities);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\":1", "\"taskId\":7", "\"taskId\":null", "LONG"})
    void aTaskWithoutAnIdThatCanBeUsedFailsItsCall(String id) {
        tasks.begun = (id.equals("LONG") ? "\"taskId\":\"" + "x".repeat(1 << 20) + "\"" : id) + ","
                + ScriptedTasks.facts("working");
        for (String capabilities : List.of(DECLARED, "{}")) {
            try (WireClient client = client(capabilities)) {
                Reply reply = client.call("jobs_run");
                assertThat(reply.toolError()).isTrue();
                assertThat(reply.text()).hasSizeLessThan(2_000).contains("sent_outcome_unknown");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"5\"", "null", "99999999999999999999"})
    void aTimeBetweenQuestionsThatIsNoTimeIsLeftOut(String interval) {
        tasks.begun = "\"taskId\":\"1\",\"pollIntervalMs\":" + interval + "," + ScriptedTasks.facts("working");
        tasks.told = tasks.begun;
        try (WireClient client = client(DECLARED)) {
            Reply reply = client.call("jobs_run");
            assertThat(reply.result().has("pollIntervalMs")).isFalse();
            Reply got = client.send("tasks/get", "\"taskId\":" + reply.result().path("taskId"));
            assertThat(got.result().has("pollIntervalMs")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "100000000"})
    void aTaskThatNeverEndsIsCancelledWhenTheTimeOfItsCallIsUp(String interval) {
        tasks.begun = "\"taskId\":\"1\",\"pollIntervalMs\":" + interval + "," + ScriptedTasks.facts("working");
        tasks.told = tasks.begun;
        try (WireClient client = client("{}")) {
            Reply reply = client.call("jobs_run");
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains("did not answer in time");
        }
        assertThat(tasks.asked).hasSizeLessThan(20);
        Patience.until("it is cancelled", () -> tasks.asked.contains("tasks/cancel"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"taskId\":\"1\",\"status\":\"dancing\"",
                "\"taskId\":\"1\",\"status\":7",
                "\"taskId\":\"1\",\"status\":\"completed\"",
                "\"taskId\":\"1\",\"status\":\"completed\",\"result\":[]",
                "\"taskId\":\"1\",\"status\":\"completed\",\"result\":{\"resultType\":\"task\",\"taskId\":\"1\"}",
                "\"taskId\":\"1\",\"status\":\"completed\",\"result\":{\"resultType\":\"input_required\"}",
                "\"taskId\":\"1\",\"status\":\"failed\"",
                "\"taskId\":\"1\",\"status\":\"failed\",\"error\":\"x\""
            })
    void aTaskThatEndsInNoWayThereIsFailsItsCall(String told) {
        tasks.begun = "\"taskId\":\"1\",\"pollIntervalMs\":1," + ScriptedTasks.facts("working");
        tasks.told = told;
        try (WireClient client = client("{}")) {
            Reply reply = client.call("jobs_run");
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains("answer that cannot be read");
        }
    }

    @Test
    void aLargeResultPasses() {
        String large = "{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(3 << 20) + "\"}]}";
        tasks.begun = "\"taskId\":\"1\",\"pollIntervalMs\":1," + ScriptedTasks.facts("working");
        tasks.told = "\"taskId\":\"1\"," + ScriptedTasks.facts("completed") + ",\"result\":" + large;
        try (WireClient plain = client("{}");
                WireClient declaring = client(DECLARED)) {
            assertThat(plain.call("jobs_run").said()).hasSize(3 << 20);
            Reply begun = declaring.call("jobs_run");
            Reply got =
                    declaring.send("tasks/get", "\"taskId\":" + begun.result().path("taskId"));
            assertThat(got.result().at("/result/content/0/text").asString()).hasSize(3 << 20);
        }
    }

    @Test
    void manyTasksCostTheGatewayNothing() {
        tasks.begun = "\"taskId\":\"1\"," + ScriptedTasks.facts("working");
        tasks.told = "\"taskId\":\"1\"," + ScriptedTasks.facts("completed") + ",\"result\":" + DONE;
        try (WireClient client = client(DECLARED)) {
            for (int round = 0; round < 2_000; round++) {
                String id = client.call("jobs_run").result().path("taskId").asString();
                if (round % 500 == 0) {
                    assertThat(client.send("tasks/get", "\"taskId\":" + Json.quote(id))
                                    .result()
                                    .at("/result/content/0/text")
                                    .asString())
                            .isEqualTo("done");
                }
            }
        }
    }

    @Test
    void anIdOfAMegabyteIsUnknown() {
        try (WireClient client = WireClient.connect(bed.endpoint(), "", Revision.NEWEST, DECLARED)) {
            // No header has room for it, so that it cannot come over HTTP as it should.
            Reply reply = client.send("tasks/get", "\"taskId\":" + Json.quote("x".repeat(7_000)));
            assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        }
    }
}
