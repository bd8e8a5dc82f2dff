package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.WireClient.Running;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.RunningTask;
import io.gatehouse.fixtures.TaskServer;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The experimental tasks of 2025-11-25, which clients of that revision get from the gateway whatever the server
/// speaks.
class ExperimentalTasksTest {
    private static final String RELATED = "io.modelcontextprotocol/related-task";
    private static final String FORMS = "{\"elicitation\":{}}";
    private static final String ACCEPTED = "{\"action\":\"accept\",\"content\":{\"confirm\":\"yes\"}}";

    @TempDir
    static Path folder;

    private static final LateServer LATE = new LateServer();
    private static final TaskServer JOBS = new TaskServer(true);
    private static final TaskServer STRICT = new TaskServer();
    private static OldHttpServer old;
    private static FixtureServer modern;
    private static FixtureServer strict;
    private static Bed bed;

    @BeforeAll
    static void start() throws Exception {
        old = new OldHttpServer(LATE, Revision.R2025_11_25);
        modern = new FixtureServer(JOBS, 0, Era.MODERN);
        strict = new FixtureServer(STRICT, 0, Era.MODERN);
        List<String> command = PlainServer.command(Revision.R2025_06_18);
        bed = new Bed(folder, """
                limits: {resume-for: 10m}
                auth: {keys: [{name: one, sha256: %s}, {name: two, sha256: %s}]}
                servers:
                  late: {url: "%s", tasks-after: 1h, validate: true}
                  jobs: {url: "%s", tasks-after: 1h}
                  strict: {url: "%s", tasks-after: 1h}
                  stdio: {command: %s, args: %s, tasks-after: 1h}
                  plain: {url: "%s"}
                toolsets:
                  other: {servers: [late]}
                  none: {servers: [plain]}
                """.formatted(
                KeyMaker.hash("key-of-one"),
                KeyMaker.hash("key-of-two"),
                old.endpoint(),
                modern.endpoint(),
                strict.endpoint(),
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList(),
                old.endpoint()));
        List.of("late", "jobs", "strict", "stdio", "plain").forEach(bed::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        bed.close();
        old.close();
        modern.close();
        strict.close();
        JOBS.close();
        STRICT.close();
    }

    private static WireClient client(String toolset, Revision revision, String key) {
        return WireClient.connect(bed.endpoint(), toolset, revision, FORMS, key);
    }

    private static WireClient client() {
        return client("", Revision.R2025_11_25, "key-of-one");
    }

    private static Reply call(WireClient client, String tool, String task) {
        return client.send("tools/call", "\"name\":" + Json.quote(tool) + ",\"arguments\":{},\"task\":" + task);
    }

    private static String begun(WireClient client, String tool) {
        JsonNode task = call(client, tool, "{}").result().path("task");
        assertThat(task.path("status").asString()).isEqualTo("working");
        return task.path("taskId").asString();
    }

    private static String about(String task) {
        return "\"taskId\":" + Json.quote(task);
    }

    /// Asks for the result of a task, and returns once the gateway has got the request.
    private static Running waiting(WireClient client, String task) {
        int before = bed.gatehouse().work().running();
        Running result = client.start("tasks/result", about(task), "");
        Patience.until("the request is there", () -> bed.gatehouse().work().running() > before);
        return result;
    }

    private static List<String> questions(WireClient client) {
        return client.heard().stream()
                .filter(message -> message.contains("elicitation/create"))
                .toList();
    }

    private static String asked(WireClient client, int number) {
        Patience.until(
                "question " + number + " has come", () -> questions(client).size() >= number);
        return questions(client).get(number - 1);
    }

    private static void accept(WireClient client, String question, String with) {
        JsonNode id = new Reply(0, question).json().path("id");
        String result = "{\"action\":\"accept\",\"content\":{\"confirm\":" + Json.quote(with) + "}}";
        client.post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}", "response", null, null);
    }

    private static JsonNode awaited(WireClient client, String task, String status) {
        Patience.until(
                "task is " + status,
                () -> client.send("tasks/get", about(task))
                        .result()
                        .path("status")
                        .asString()
                        .equals(status));
        return client.send("tasks/get", about(task)).result();
    }

    private static void assertUnknown(WireClient client, String task) {
        for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel")) {
            JsonNode error = client.send(method, about(task)).error();
            assertThat(error.path("code").asInt()).as(method).isEqualTo(-32602);
            assertThat(error.path("message").asString()).startsWith("Unknown task");
        }
    }

    private static List<String> listed(JsonNode page) {
        return StreamSupport.stream(page.path("tasks").spliterator(), false)
                .map(task -> task.path("taskId").asString())
                .toList();
    }

    @Test
    void tasksAreAnnouncedToClientsOf20251125Only() {
        for (Revision revision : Revision.values()) {
            try (WireClient client = client("late", revision, "key-of-one")) {
                String introduction =
                        revision.modern() ? client.send("server/discover", "").text() : client.introduction;
                boolean announced = introduction.contains(
                        "\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}");
                assertThat(announced).as(introduction).isEqualTo(revision == Revision.R2025_11_25);
                assertThat(client.send("tools/list", "").text().contains("taskSupport"))
                        .isEqualTo(revision == Revision.R2025_11_25);
            }
        }
        try (WireClient none = client("none", Revision.R2025_11_25, "key-of-one")) {
            assertThat(none.introduction).doesNotContain("tasks");
            assertThat(none.send("tools/list", "").text()).doesNotContain("execution");
        }
    }

    @Test
    void theToolsOfServersWithTheSettingMayBeCalledAsTasks() {
        try (WireClient client = client()) {
            Map<String, String> support = StreamSupport.stream(
                            client.send("tools/list", "").result().path("tools").spliterator(), false)
                    .collect(Collectors.toMap(
                            tool -> tool.path("name").asString(),
                            tool -> tool.at("/execution/taskSupport").asString("")));
            assertThat(support)
                    .containsEntry("late_late", "optional")
                    .containsEntry("jobs_hold", "optional")
                    .containsEntry("stdio_echo", "optional")
                    .containsEntry("plain_late", "");
            JsonNode refused = call(client, "plain_late", "{}").error();
            assertThat(refused.path("code").asInt()).isEqualTo(-32601);
            assertThat(call(client, "late_late", "7").error().path("code").asInt())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void aCallOfAnOlderServerBecomesATask() {
        try (WireClient client = client()) {
            JsonNode task =
                    call(client, "late_late", "{\"ttl\":60000}").result().path("task");
            String id = task.path("taskId").asString();
            assertThat(task.path("ttl").asLong()).isEqualTo(60_000);
            assertThat(task.path("pollInterval").asLong()).isPositive();
            assertThat(task.path("createdAt").asString())
                    .isEqualTo(task.path("lastUpdatedAt").asString());
            Running result = client.start("tasks/result", about(id), "");
            LATE.next().respond(LateServer.text("at last"));

            Reply reply = result.reply();
            assertThat(reply.said()).isEqualTo("at last");
            assertThat(reply.result().path("_meta").path(RELATED).path("taskId").asString())
                    .isEqualTo(id);
            assertThat(reply.text()).doesNotContain("resultType");
            JsonNode ended = client.send("tasks/get", about(id)).result();
            assertThat(ended.path("status").asString()).isEqualTo("completed");
            assertThat(ended.has("_meta")).isFalse();
            assertThat(client.send("tasks/result", about(id)).said()).isEqualTo("at last");
        }
    }

    @Test
    void theRequestsOfATaskAreRecordedAsThoseOfOtherTasks() {
        try (WireClient client = client()) {
            int before = bed.calls().size();
            String id = begun(client, "late_late");
            LATE.next().respond(Response.result("{\"content\":[],\"isError\":true}"));
            assertThat(client.send("tasks/result", about(id)).toolError()).isTrue();
            assertThat(client.send("tasks/get", about(id))
                            .result()
                            .path("status")
                            .asString())
                    .isEqualTo("failed");
            List<CallRecord> records = bed.calls().subList(before, bed.calls().size());
            assertThat(records)
                    .extracting(CallRecord::method)
                    .containsExactly("tools/call", "tasks/result", "tasks/get");
            assertThat(records)
                    .extracting(CallRecord::outcome)
                    .containsExactly(CallOutcome.TASK, CallOutcome.TOOL_ERROR, CallOutcome.OK);
            assertThat(records).extracting(CallRecord::name).containsOnly("late");
        }
    }

    @Test
    void aCallOfAServerOverStandardStreamsBecomesATask() {
        try (WireClient client = client()) {
            String id = begun(client, "stdio_echo");
            String said = client.send("tasks/result", about(id)).said();
            assertThat(said).contains("\"name\":\"echo\"").doesNotContain("task");
            assertThat(client.send("tasks/result", about(begun(client, "stdio_fail")))
                            .text())
                    .contains("4711", "\"n\":1.10");
        }
    }

    @Test
    void aTaskOfAServerOf20260728BecomesATaskOfTheGateway() {
        try (WireClient client = client()) {
            String id = begun(client, "jobs_slow_compute");
            assertThat(client.send("tasks/result", about(id)).said()).startsWith("computed");
            String broken = begun(client, "jobs_protocol_error_job");
            assertThat(client.send("tasks/result", about(broken)).error().toString())
                    .contains("-32603", "It broke.");
            assertThat(awaited(client, broken, "failed").has("error")).isFalse();
            String wanted = begun(client, "strict_failing_job");
            assertThat(client.send("tasks/result", about(wanted)).said()).isEqualTo("It did not work.");
        }
    }

    @Test
    void whatIsAskedComesWithTheRequestForTheResult() {
        try (WireClient client = client()) {
            client.answering(question -> ACCEPTED);
            String late = begun(client, "late_late");
            LateServer.ask(LATE.next());
            String job = begun(client, "jobs_confirm_delete");
            String round = begun(client, "jobs_test_tool_with_task");
            for (String id : List.of(late, job, round)) {
                awaited(client, id, "input_required");
                assertThat(client.heard()).noneMatch(message -> message.contains(id));
                Reply reply = client.send("tasks/result", about(id));
                assertThat(reply.said()).as(reply.text()).contains("yes");
                String question = client.awaitHeard("the question", message -> message.contains(id));
                assertThat(question).contains("elicitation/create", RELATED);
            }
        }
    }

    @Test
    void aQuestionThatWasNotAnsweredIsAskedAgainWithTheNextRequest() {
        try (WireClient client = client();
                WireClient mute = WireClient.connect(bed.endpoint(), "", Revision.R2025_11_25, "{}", "key-of-one")) {
            String id = begun(client, "late_late");
            Running unable = mute.start("tasks/result", about(id), "");
            Running first = client.start("tasks/result", about(id), "");
            LateServer.ask(LATE.next());
            client.awaitHeard("the question", message -> message.contains("elicitation/create"));
            client.awaitHeard("the state", message -> message.contains("notifications/tasks/status"));
            client.cancel(first);
            client.answering(question -> ACCEPTED);
            assertThat(client.send("tasks/result", about(id)).said()).contains("answered", "yes");
            assertThat(unable.reply().said()).contains("answered", "yes");
            assertThat(mute.heard()).noneMatch(message -> message.contains("elicitation/create"));
        }
    }

    @Test
    void aConnectionLostBeforeTheServerAsksAnswersNoQuestion() throws InterruptedException {
        try (WireClient client = client()) {
            String id = begun(client, "late_late");
            waiting(client, id).drop.run();
            // The gateway shows nowhere that it has noticed; until then it would send the question into the void.
            Thread.sleep(500);
            LateServer.ask(LATE.next());
            awaited(client, id, "input_required");
            client.answering(question -> ACCEPTED);
            assertThat(client.send("tasks/result", about(id)).said()).contains("answered", "yes");
        }
    }

    @Test
    void aQuestionOfALostConnectionIsPutByAnotherRequestThatWaits() throws InterruptedException {
        try (WireClient client = client()) {
            String id = begun(client, "late_late");
            waiting(client, id).drop.run();
            Running live = waiting(client, id);
            waiting(client, id).drop.run();
            Thread.sleep(500);
            client.answering(question -> ACCEPTED);
            LateServer.ask(LATE.next());
            assertThat(live.reply().said()).contains("answered", "yes");
        }
    }

    @Test
    void theNextRequestTakesAQuestionOverFromALostConnection() {
        try (WireClient client = client()) {
            String id = begun(client, "late_late");
            Running first = waiting(client, id);
            LateServer.ask(LATE.next());
            asked(client, 1);
            first.drop.run();
            client.answering(question -> ACCEPTED);
            assertThat(client.send("tasks/result", about(id)).said()).contains("answered", "yes");
        }
    }

    @Test
    void theFirstAnswerCountsWhicheverRequestItComesOn() {
        try (WireClient client = client()) {
            String id = begun(client, "late_late");
            Running older = waiting(client, id);
            LateServer.ask(LATE.next());
            String first = asked(client, 1);
            Running newer = waiting(client, id);
            String second = asked(client, 2);
            accept(client, first, "early");
            assertThat(older.reply().said()).contains("early");
            assertThat(newer.reply().said()).contains("early");
            accept(client, second, "late");
            assertThat(client.send("tasks/result", about(id)).said())
                    .contains("early")
                    .doesNotContain("late");
        }
    }

    @Test
    void anOlderRequestPutsTheQuestionsOfANewerOneThatEnds() {
        try (WireClient client = client()) {
            String id = begun(client, "late_late");
            Running older = waiting(client, id);
            Running newer = waiting(client, id);
            LateServer.ask(LATE.next());
            asked(client, 1);
            client.cancel(newer);
            accept(client, asked(client, 2), "yes");
            assertThat(older.reply().said()).contains("answered", "yes");
        }
    }

    @Test
    void aTaskIsCancelledWithItsCall() {
        try (WireClient client = client()) {
            int before = LATE.cancelled.get();
            String late = begun(client, "late_late");
            LATE.next();
            String job = begun(client, "jobs_hold");
            Patience.until(
                    "the gateway knows of the server's task",
                    () -> JOBS.tasks().values().stream()
                            .anyMatch(task -> task.followed() && task.status().equals("working")));
            Running waits = client.start("tasks/result", about(late), "");
            for (String id : List.of(late, job)) {
                JsonNode cancelled = client.send("tasks/cancel", about(id)).result();
                assertThat(cancelled.path("taskId").asString()).isEqualTo(id);
                assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
                JsonNode again = client.send("tasks/cancel", about(id)).error();
                assertThat(again.path("code").asInt()).isEqualTo(-32602);
            }
            assertThat(waits.reply().error().path("message").asString()).contains("cancelled");
            Patience.until("the older server heard", () -> LATE.cancelled.get() == before + 1);
            Patience.until(
                    "the server of 2026-07-28 heard",
                    () -> JOBS.tasks().values().stream()
                            .map(RunningTask::status)
                            .noneMatch("working"::equals));
        }
    }

    @Test
    void aTaskIsKnownToItsCallerInItsToolsetOnly() {
        try (WireClient client = client();
                WireClient foreign = client("", Revision.R2025_11_25, "key-of-two");
                WireClient other = client("other", Revision.R2025_11_25, "key-of-one");
                WireClient modernClient = WireClient.connect(
                        bed.endpoint(),
                        "",
                        Revision.NEWEST,
                        "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}",
                        "key-of-one");
                WireClient older = client("", Revision.R2025_06_18, "key-of-one")) {
            String id = begun(client, "late_late");
            assertUnknown(foreign, id);
            assertUnknown(other, id);
            assertUnknown(client, id + "x");
            assertThat(modernClient
                            .send("tasks/get", about(id))
                            .error()
                            .path("code")
                            .asInt())
                    .isEqualTo(-32602);
            assertThat(older.send("tasks/get", about(id)).error().path("code").asInt())
                    .isEqualTo(-32601);
            assertThat(older.send("tasks/list", "").error().path("code").asInt())
                    .isEqualTo(-32601);
            assertThat(listed(client.send("tasks/list", "").result())).contains(id);
            assertThat(listed(foreign.send("tasks/list", "").result())).doesNotContain(id);
            assertThat(listed(other.send("tasks/list", "").result())).doesNotContain(id);
            LATE.next().respond(LateServer.text("done"));
        }
    }

    @Test
    void theListHasPages() {
        try (WireClient client = client("other", Revision.R2025_11_25, "key-of-two")) {
            List<String> begun = IntStream.range(0, 101)
                    .mapToObj(number -> begun(client, "late_late"))
                    .toList();
            JsonNode first = client.send("tasks/list", "").result();
            String cursor = first.path("nextCursor").asString();
            JsonNode second = client.send("tasks/list", "\"cursor\":" + Json.quote(cursor))
                    .result();
            assertThat(listed(first)).isEqualTo(begun.subList(0, 100));
            assertThat(listed(second)).isEqualTo(begun.subList(100, 101));
            assertThat(second.has("nextCursor")).isFalse();
            assertThat(client.send("tasks/list", "\"cursor\":\"x\"")
                            .error()
                            .path("code")
                            .asInt())
                    .isEqualTo(-32602);
            begun.forEach(id -> client.send("tasks/cancel", about(id)).result());
            LATE.calls.clear();
        }
    }

    @Test
    void aTaskIsForgottenAfterTheTimeThatItsClientWanted() {
        try (WireClient client = client()) {
            JsonNode task = call(client, "stdio_echo", "{\"ttl\":1}").result().path("task");
            String id = task.path("taskId").asString();
            assertThat(task.path("ttl").asLong()).isEqualTo(1_000);
            Patience.until(
                    "it is forgotten",
                    () -> client.send("tasks/get", about(id)).json().has("error"));
            assertUnknown(client, id);
            long most = call(client, "stdio_echo", "{\"ttl\":99999999999999}")
                    .result()
                    .at("/task/ttl")
                    .asLong();
            assertThat(most).isBetween(900_000L, 5_000_000L);
        }
    }

    @Test
    void whatIsRefusedBeforeTheTaskBeginsIsAnError() {
        try (WireClient client = client()) {
            JsonNode unfit = client.send("tools/call", "\"name\":\"late_late\",\"arguments\":[],\"task\":{}")
                    .error();
            assertThat(unfit.path("code").asInt()).isEqualTo(-32602);
            assertThat(unfit.path("message").asString()).contains("arguments");
            assertThat(call(client, "late_unknown", "{}").error().path("code").asInt())
                    .isEqualTo(-32602);
        }
    }
}
