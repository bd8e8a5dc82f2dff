package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.RunningServer;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The tool of the reference server (2025-11-25) that takes calls as tasks only, for clients of every revision.
@Tag("real")
class RealTaskServersTest {
    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"interpretation\":\"technical\"}}";

    @TempDir
    Path folder;

    private RunningServer everything;
    private Bed bed;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        everything = RealServers.startEverything();
        List<String> command = RealServers.everything();
        bed = new Bed(folder, """
                servers:
                  http: {url: "%s", tasks-after: 500ms}
                  stdio: {command: %s, args: %s}
                """.formatted(
                everything.endpoint(),
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList()));
        bed.awaitReady("http");
        bed.awaitReady("stdio");
    }

    @AfterEach
    void stop() throws Exception {
        if (bed != null) {
            bed.close();
            everything.close();
        }
    }

    private static String call(String server, boolean ambiguous) {
        return "\"name\":\"" + server + "_simulate-research-query\",\"arguments\":{\"topic\":\"python\",\"ambiguous\":"
                + ambiguous + "}";
    }

    @Test
    void everyClientCallsItAsAnyOther() {
        for (Revision revision : List.of(Revision.R2024_11_05, Revision.R2025_11_25, Revision.NEWEST)) {
            for (String server : List.of("http", "stdio")) {
                try (WireClient client = WireClient.connect(bed.endpoint(), server, revision, "{}")) {
                    assertThat(client.send("tools/list", "").text()).doesNotContain("\"required\":\"task");
                    Reply reply = client.send("tools/call", call(server, false));
                    assertThat(reply.said()).as("%s %s", revision, server).contains("Research Report: python");
                    assertThat(reply.text()).doesNotContain("related-task");
                }
            }
        }
    }

    @Test
    void whatItsTaskAsksReachesTheClient() {
        try (WireClient older = WireClient.connect(
                        bed.endpoint(), "", Revision.R2025_11_25, "{\"elicitation\":{\"form\":{}}}");
                WireClient modern =
                        WireClient.connect(bed.endpoint(), "", Revision.NEWEST, "{\"elicitation\":{\"form\":{}}}")) {
            older.answering(question -> ANSWER);
            assertThat(older.send("tools/call", call("http", true)).said()).contains("(technical)");
            assertThat(older.send("tools/call", call("stdio", true)).said()).contains("(technical)");

            JsonNode asked = modern.send("tools/call", call("http", true)).result();
            String key = asked.path("inputRequests").propertyNames().iterator().next();
            String more = ",\"inputResponses\":{" + Json.quote(key) + ":" + ANSWER + "},\"requestState\":"
                    + asked.path("requestState");
            assertThat(modern.send("tools/call", call("http", true) + more).said())
                    .contains("(technical)");
        }
    }

    @Test
    void aClientThatKnowsTasksGetsATask() {
        try (WireClient client = WireClient.connect(
                bed.endpoint(), "", Revision.NEWEST, "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}")) {
            JsonNode begun = client.send("tools/call", call("http", false)).result();
            assertThat(begun.path("resultType").asString()).isEqualTo("task");
            String task = "\"taskId\":" + begun.path("taskId");
            Patience.until(
                    "it has ended",
                    () -> client.send("tasks/get", task)
                            .result()
                            .path("status")
                            .asString()
                            .equals("completed"));
            assertThat(client.send("tasks/get", task).text()).contains("Research Report: python");
        }
    }

    @Test
    void aClientOfItsRevisionGetsATaskOfTheGateway() {
        try (WireClient client =
                WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{\"elicitation\":{\"form\":{}}}")) {
            client.answering(question -> ANSWER);
            String tools = client.send("tools/list", "").text();
            assertThat(tools).contains("\"optional\"").doesNotContain("\"taskSupport\":\"required\"");
            JsonNode begun = client.send("tools/call", call("http", true) + ",\"task\":{}")
                    .result();
            String task = "\"taskId\":" + begun.at("/task/taskId");
            assertThat(client.send("tasks/result", task).said()).contains("(technical)");
            assertThat(client.heard())
                    .allMatch(
                            message -> message.contains(begun.at("/task/taskId").asString()));
        }
    }
}
