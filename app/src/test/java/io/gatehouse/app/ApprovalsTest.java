package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls that a person has to agree to, at every door.
class ApprovalsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEYS = "auth: {keys: [{name: one, sha256: " + KeyMaker.hash("key-of-one")
            + "}, {name: two, sha256: " + KeyMaker.hash("key-of-two") + "}]}\n";
    private static final String FORMS = "{\"elicitation\":{}}";
    private static final String ACCEPT = "{\"action\":\"accept\",\"content\":{}}";

    @TempDir
    Path folder;

    private FixtureServer server;

    @BeforeEach
    void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String file(String tools) {
        return KEYS + "servers: {plain: {url: \"" + server.endpoint() + "\", tools: {" + tools + "}}}\n";
    }

    private Bed bed(String tools) throws Exception {
        return bed(folder, tools, "");
    }

    private Bed bed(Path where, String tools, String more) throws Exception {
        Bed bed = new Bed(where, file(tools) + more);
        bed.awaitReady("plain");
        return bed;
    }

    private static WireClient client(Bed bed, Revision revision, String capabilities, String key) {
        return WireClient.connect(bed.endpoint(), "", revision, capabilities, "key-of-" + key);
    }

    private static JsonNode approval(Reply reply) {
        assertThat(reply.toolError()).as(reply.text()).isTrue();
        JsonNode failure = reply.result().path("_meta").path("io.gatehouse/failure");
        assertThat(failure.path("category").asString()).isEqualTo("access");
        assertThat(failure.path("outcome").asString()).isEqualTo("not_sent");
        return failure.path("approval");
    }

    private Run command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("approvals"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        return Run.of(all.toArray(String[]::new));
    }

    private void approve(JsonNode approval) {
        Run run = command("approve", approval.path("number").toString());
        assertThat(run.code()).as(run.err() + run.out()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void anApprovedCallRunsOnce(Revision revision) throws Exception {
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient client = client(bed, revision, FORMS, "one")) {
            Reply waits = client.call("plain_echo", "gone");
            assertThat(waits.said())
                    .contains(
                            "a person has to approve it first, because the configuration demands it for this tool",
                            "    server: plain\n    tool: echo\n    arguments:\n      \"key\": \"gone\"\n",
                            "Request 1 waits for that until ");
            assertThat(approval(waits).path("state").asString()).isEqualTo("waiting");
            assertThat(approval(client.call("plain_echo", "gone"))
                            .path("number")
                            .asInt())
                    .isEqualTo(1);
            assertThat(approval(client.call("plain_echo", "gonE"))
                            .path("number")
                            .asInt())
                    .isEqualTo(2);

            approve(approval(waits));

            assertThat(approval(client.call("plain_echo", "gonE"))
                            .path("number")
                            .asInt())
                    .isEqualTo(2);
            assertThat(client.call("plain_echo", "gone").said()).contains("\"key\":\"gone\"");
            assertThat(approval(client.call("plain_echo", "gone"))
                            .path("number")
                            .asInt())
                    .isEqualTo(3);
            assertThat(client.heard()).as("nobody is asked").noneMatch(message -> message.contains("elicitation"));
            CallRecord ran = bed.calls().stream()
                    .filter(call -> call.outcome() == CallOutcome.OK)
                    .findFirst()
                    .orElseThrow();
            assertThat(ran.decision()).isEqualTo(new Decision.Agreed(System.getProperty("user.name"), 1L));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_11_25", "R2026_07_28"})
    void aRuleHasAPersonAgreeToTheCallsThatItMatches(Revision revision) throws Exception {
        String rules = """
                rules:
                  gone: {servers: plain, tools: echo, when: "args.?key == optional.of('gone')", approve: "it is for good"}
                  cut: {servers: plain, tools: echo, narrow: {more: {value: 1}}}
                """;
        try (Bed bed = bed(folder, "", rules);
                WireClient client = client(bed, revision, FORMS, "one")) {
            assertThat(client.call("plain_echo", "kept").said()).contains("\"key\":\"kept\"");
            Reply waits = client.call("plain_echo", "gone");
            assertThat(waits.said())
                    .contains("because it is for good", "\"key\": \"gone\"\n")
                    .contains("\"more\": 1\n");
            approve(approval(waits));
            assertThat(client.call("plain_echo", "gone").said()).contains("\"more\":1");
            assertThat(approval(client.call("plain_echo", "gone"))
                            .path("number")
                            .asInt())
                    .isEqualTo(2);
        }
        Run explained = Run.of(
                "explain",
                "plain.echo",
                "--as",
                "one",
                "--arg",
                "key=gone",
                "--config",
                folder.resolve("gatehouse.yaml").toString());
        assertThat(explained.out()).contains("Somebody has to agree, because it is for good.");
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2024_11_05", "R2025_11_25", "R2026_07_28"})
    void aRuleMayLeaveItToTheModelWhichThenCountsForNoPerson(Revision revision) throws Exception {
        try (Bed bed = bed(folder, "", "rules: {twice: {tools: echo, confirm: model}}\n");
                WireClient client = client(bed, revision, FORMS, "one")) {
            Reply shown = client.call("plain_echo", "gone");
            assertThat(shown.said())
                    .contains(
                            "This call was not run yet, because a rule has such calls made twice",
                            "      \"key\": \"gone\"\n",
                            "call the tool again with exactly the same arguments");
            assertThat(approval(shown).path("state").asString()).isEqualTo("waiting");
            Patience.until(
                    "the model's second call runs",
                    () -> !client.call("plain_echo", "gone").toolError());
            assertThat(client.call("plain_echo", "gone").said()).contains("This call was not run yet");
            assertThat(client.call("plain_echo", "gonE").said()).contains("This call was not run yet");
            assertThat(client.heard()).as("nobody is asked").noneMatch(message -> message.contains("elicitation"));
            assertThat(bed.calls().stream().filter(call -> call.outcome() == CallOutcome.OK))
                    .singleElement()
                    .satisfies(call ->
                            assertThat(((Decision.Agreed) call.decision()).by()).isEqualTo("the model"));

            Reply denied = client.call("plain_echo", "denied");
            command("deny", approval(denied).path("number").toString());
            assertThat(client.call("plain_echo", "denied").said()).contains("a person denied it");
        }
        try (Bed strict = bed(folder, "echo: {approval: approve}", "rules: {twice: {tools: echo, confirm: model}}\n");
                WireClient client = client(strict, revision, FORMS, "one")) {
            assertThat(client.call("plain_echo", "gone").said()).contains("a person has to approve it first");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"R2025_06_18", "R2025_11_25", "R2026_07_28"})
    void whoCanBeAskedIsAskedAndNobodyElse(Revision revision) throws Exception {
        try (Bed bed = bed("echo: {approval: confirm}");
                WireClient client = client(bed, revision, FORMS, "one")) {
            assertThat(confirmed(client, ACCEPT).said()).contains("\"key\":\"a\\u202eb\"".replace("\\u202e", "\u202e"));
            assertThat(confirmed(client, "{\"action\":\"decline\"}").said())
                    .contains("the user was asked and declined");
            assertThat(confirmed(client, "{\"action\":\"cancel\"}").said())
                    .contains("the user was asked whether it may run, and did not decide");
            assertThat(command().out()).contains("No calls wait for approval.");
            assertThat(bed.calls().stream().filter(call -> call.outcome() == CallOutcome.OK))
                    .singleElement()
                    .satisfies(call ->
                            assertThat(call.decision()).isEqualTo(new Decision.Agreed("the user of one", null)));
        }
    }

    /// The end of a call whose person answers so.
    private static Reply confirmed(WireClient client, String answer) {
        String members = "\"name\":\"plain_echo\",\"arguments\":{\"key\":\"a\u202eb\"}";
        if (!client.revision().modern()) {
            client.answering(question -> answer);
            Reply end = client.send("tools/call", members);
            assertThat(client.heard().getLast())
                    .contains("elicitation/create", "\\\\u202e")
                    .doesNotContain("\u202e");
            return end;
        }
        JsonNode asked = client.send("tools/call", members).result();
        assertThat(asked.path("inputRequests").toString()).contains("\\\\u202e").doesNotContain("\u202e");
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        return client.send(
                "tools/call",
                members + ",\"requestState\":" + asked.path("requestState") + ",\"inputResponses\":{\"" + key + "\":"
                        + answer + "}");
    }

    @ParameterizedTest
    @CsvSource({"R2026_07_28", "R2025_11_25", "R2024_11_05"})
    void whoCannotBeAskedWaitsForSomebodyElse(Revision revision) throws Exception {
        try (Bed bed = bed("echo: {approval: confirm}");
                WireClient client = client(bed, revision, "{}", "one")) {
            approve(approval(client.call("plain_echo", "gone")));
            assertThat(client.call("plain_echo", "gone").toolError()).isFalse();
        }
    }

    @Test
    void whatServersAskInFurtherRoundsNeedsNoFurtherApproval() throws Exception {
        try (Bed bed = bed("ask: {approval: approve}");
                WireClient client = client(bed, Revision.R2026_07_28, FORMS, "one")) {
            approve(approval(client.call("plain_ask", "elicitation/create")));
            JsonNode asked = client.call("plain_ask", "elicitation/create").result();
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            String round = "\"name\":\"plain_ask\",\"arguments\":{\"key\":\"elicitation/create\"},\"requestState\":"
                    + asked.path("requestState") + ",\"inputResponses\":{\"who\":" + ACCEPT + "}";
            assertThat(client.send("tools/call", round).said()).contains("inputResponses");
            Reply repeated = client.send("tools/call", round);
            assertThat(repeated.said()).contains("an earlier request brought them already");
            assertThat(repeated.toolError()).isTrue();
        }
    }

    @Test
    void argumentsThatCannotWaitAreRefused() throws Exception {
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
            Reply reply = client.call("plain_echo", "x".repeat(17 << 10));
            assertThat(reply.toolError()).isTrue();
            assertThat(reply.said()).contains("its arguments have more than 16 KB, which cannot wait");
        }
    }

    @Test
    void anApprovalIsOfOneCaller() throws Exception {
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient one = client(bed, Revision.R2025_11_25, "{}", "one");
                WireClient two = client(bed, Revision.R2025_11_25, "{}", "two")) {
            approve(approval(one.call("plain_echo", "gone")));
            assertThat(approval(two.call("plain_echo", "gone")).path("number").asInt())
                    .isEqualTo(2);
            assertThat(one.call("plain_echo", "gone").toolError()).isFalse();
        }
    }

    @Test
    void ofManyEqualCallsOneUsesAnApproval() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        try (Bed bed = bed("echo: {approval: approve}");
                Bed second = new Bed(
                        elsewhere,
                        file("echo: {approval: approve}"),
                        configuration -> configuration.with(folder.resolve("data")));
                WireClient one = client(bed, Revision.R2026_07_28, "{}", "one");
                WireClient other = client(second, Revision.R2026_07_28, "{}", "one")) {
            second.awaitReady("plain");
            approve(approval(one.call("plain_echo", "gone")));
            List<WireClient.Running> calls = IntStream.range(0, 64)
                    .mapToObj(at -> (at % 2 == 0 ? one : other).start("plain_echo", "gone"))
                    .toList();
            List<Reply> replies = calls.stream().map(WireClient.Running::reply).toList();
            assertThat(replies).filteredOn(reply -> !reply.toolError()).hasSize(1);
            assertThat(replies.stream()
                            .filter(Reply::toolError)
                            .map(reply -> approval(reply).path("number").asInt())
                            .distinct())
                    .containsExactly(2);
        }
    }

    @Test
    void aRequestOutlivesTheGateway() throws Exception {
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient client = client(bed, Revision.R2025_11_25, "{}", "one")) {
            approval(client.call("plain_echo", "gone"));
        }
        assertThat(command("approve", "1").code()).isZero();
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
            assertThat(client.call("plain_echo", "gone").toolError()).isFalse();
        }
    }

    @Test
    void aDeniedCallIsToldWhyAndAnExpiredRequestIsNotDecided() throws Exception {
        try (Bed bed = bed(folder, "echo: {approval: approve}", "approvals: {expires: 3s}\n");
                WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
            approval(client.call("plain_echo", "denied"));
            assertThat(command("deny", "1", "--reason", "Not on a Friday.").code())
                    .isZero();
            Reply denied = client.call("plain_echo", "denied");
            assertThat(denied.said()).contains("a person denied it (Request 1). The reason: \"Not on a Friday.\".");
            assertThat(approval(denied).path("state").asString()).isEqualTo("denied");
            int late =
                    approval(client.call("plain_echo", "late")).path("number").asInt();
            Patience.until("it expires", () -> !command().out().contains("plain"));
            Run run = command("approve", String.valueOf(late));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains("Request " + late + " has expired. The caller has to make the call again.");
            assertThat(approval(client.call("plain_echo", "late"))
                            .path("number")
                            .asInt())
                    .isGreaterThan(late);
        }
    }

    @Test
    void checkNamesToolsThatNobodyDescribesAndExplainSaysWhyAPersonAgrees() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Yaml.write(file, "data: data\n" + file("echo: {approval: confirm}, log: {effects: destroy}"));
        String config = file.toString();
        assertThat(Run.of("check", "--config", config).err())
                .contains("warning: server plain: nobody says what", "progress", "approvals.unannotated: ask")
                .doesNotContain("echo", "log");
        Run set = Run.of("explain", "plain.echo", "--as", "one", "--config", config);
        assertThat(set.out())
                .containsPattern("approval +confirm +the configuration demands it for this tool")
                .contains("The call needs confirmation, because of approvals");
        Run here = Run.of("explain", "plain.log", "--as", "one", "--config", config);
        assertThat(here.out()).containsPattern("approval +none").contains("The call is allowed");

        Yaml.write(
                file,
                "data: data\nlisten: {allowed-hosts: gw.example}\napprovals: {unannotated: ask}\n"
                        + file("log: {effects: destroy}"));
        Run shared = Run.of("explain", "plain.log", "--as", "one", "--config", config);
        assertThat(shared.out()).containsPattern("approval +confirm +this tool destroys data for good");
        assertThat(Run.of("check", "--config", config).err()).doesNotContain("nobody says");
    }

    @Test
    void byDefaultNobodyIsAskedOnLoopbackAndForDestructiveToolsElsewhere() throws Exception {
        String tools = "echo: {effects: destroy}, log: {effects: write}, waits: {effects: destroy, approval: none}";
        try (Bed bed = bed(tools);
                WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
            assertThat(client.call("plain_echo", "gone").toolError()).isFalse();
        }
        try (Bed bed = new Bed(folder, file(tools) + "approvals: {unannotated: ask}\n", ApprovalsTest::shared);
                WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
            bed.awaitReady("plain");
            assertThat(client.call("plain_echo", "gone").said()).contains("because this tool destroys data for good");
            assertThat(client.call("plain_log", "gone").toolError()).isFalse();
            assertThat(client.call("plain_waits", "gone").toolError()).isFalse();
            assertThat(client.call("plain_progress", "gone").said())
                    .contains("because nobody says what this tool does");
        }
    }

    /// The same behind a proxy.
    private static Configuration shared(Configuration one) {
        Configuration.Service service = one.service();
        Configuration.Access access = new Configuration.Access(List.of(), List.of("gateway.example"), List.of());
        return new Configuration(
                new Configuration.Service(
                        service.listen(),
                        access,
                        service.seals(),
                        service.replicas(),
                        service.data(),
                        service.store(),
                        service.shared(),
                        service.admin()),
                one.auth(),
                one.catalog(),
                one.models(),
                one.messages(),
                one.limits(),
                one.logging(),
                one.origin());
    }

    @Test
    void whereTheStoreIsAwayNothingRuns() throws Exception {
        Files.createDirectories(folder.resolve("data").resolve("store.db"));
        try (Bed bed = new Bed(folder, file("echo: {approval: approve}"))) {
            bed.awaitReady("plain");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(bed.endpoint())
                                    .header("x-api-key", "key-of-one")
                                    .header("Content-Type", "application/json")
                                    .header("Accept", "application/json, text/event-stream")
                                    .header("MCP-Protocol-Version", "2025-11-25")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"plain_echo\"}}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.body()).contains("cannot be asked now. Try again later.", "\"category\":\"access\"");
        }
    }

    @Test
    void aCommandWithoutAGatewaySaysThatNobodyCanApproveItsCall() throws Exception {
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "data: " + folder.resolve("data") + "\n" + file("echo: {approval: approve}")
                        + "rules: {no: {tools: ask, when: \"door == 'cli'\", deny: Nobody asks.}}\n");
        Run run = called("plain.echo");
        assertThat(run.out()).contains("Request 1 waits");
        assertThat(run.err())
                .contains("No gateway runs on this data folder, so the request has ended with this command.");
        Run denied = called("plain.ask");
        assertThat(denied.out()).contains("Nobody asks.");
        assertThat(denied.err()).as("no log says more").doesNotContain("gatehouse logs");
    }

    private Run called(String tool) {
        return Run.of(
                "call",
                tool,
                "--arg",
                "key=elicitation/create",
                "--config",
                folder.resolve("gatehouse.yaml").toString());
    }

    @Test
    void aCallThatIsHeldBackUsesNoApprovalUp() throws Exception {
        try (RoughServer rough = new RoughServer(true);
                Bed bed = new Bed(
                        folder,
                        KEYS + "servers: {rough: {url: \"" + rough.url()
                                + "\", break-after: 1, break-for: 1s, tools: {echo: {approval: approve}}}}\n")) {
            bed.awaitReady("rough");
            try (WireClient client = client(bed, Revision.R2026_07_28, "{}", "one")) {
                approve(approval(client.call("rough_echo")));
                client.call("rough_s500");
                Reply held = client.call("rough_echo");
                assertThat(held.toolError()).isTrue();
                assertThat(held.text()).contains("held back for a while").doesNotContain("a person");
                Patience.until(
                        "the approval still counts",
                        () -> !client.call("rough_echo").toolError());
            }
        }
    }

    @Test
    void atTheMessagesDoorTheTurnGoesOn() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider("""
                        models: [scripted]
                        turns:
                          - {when: {result: true}, say: "It says: ${result}"}
                          - say: [{call: "*echo", arguments: {key: gone}}]
                        """);
                Bed bed = bed(
                        folder,
                        "echo: {approval: confirm}",
                        "models: {providers: {script: {url: \"" + provider.address()
                                + "\", key: sk, retries: 0}}}\n")) {
            assertThat(message(bed)).contains("It says: ", "Request 1 waits for that until", "\\\"key\\\": \\\"gone");
            assertThat(command("approve", "1").code()).isZero();
            assertThat(message(bed)).contains("It says: ", "hologram");
            assertThat(message(bed)).contains("Request 2 waits");

            ObjectNode fixing = MessagesSteps.using(MessagesSteps.ask("hello"), "it", "gatehouse://server/plain");
            fixing.withArray("tools")
                    .forEach(tool -> ((ObjectNode) tool)
                            .putObject("configs")
                            .putObject("echo")
                            .putObject("arguments")
                            .put("key", "s3cret"));
            assertThat(message(bed, fixing))
                    .contains("Request 3 waits", "set by the gateway, not shown")
                    .doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "R2026_07_28, confirm",
        "R2026_07_28, approve",
        "R2025_11_25, confirm",
        "R2025_11_25, approve",
        "R2024_11_05, approve"
    })
    void nobodyIsShownWhatAToolsetFixes(Revision revision, String kind) throws Exception {
        String toolset = """
                toolsets:
                  desk:
                    servers: {plain: {tools: {echo: {arguments: {token: %s, tenant: acme}}}}}
                """;
        try (Bed bed = bed(folder, "echo: {approval: " + kind + "}", toolset.formatted("s3cret"));
                WireClient client = WireClient.connect(bed.endpoint(), "desk", revision, FORMS, "key-of-one")) {
            client.answering(question -> "{\"action\":\"decline\"}");
            Reply reply = client.call("plain_echo", "seen");
            String all = reply.text() + client.heard();
            assertThat(all).contains("seen", "set by the gateway, not shown").doesNotContain("s3cret", "acme");
            if (kind.equals("approve")) {
                assertThat(command("show", "1").out())
                        .contains("\"token\": \"(set by the gateway, not shown)\"")
                        .doesNotContain("s3cret");
                approve(approval(reply));
            }
        }
        if (kind.equals("approve")) {
            try (Bed bed = bed(folder, "echo: {approval: approve}", toolset.formatted("0ther"));
                    WireClient client = WireClient.connect(bed.endpoint(), "desk", revision, FORMS, "key-of-one")) {
                assertThat(approval(client.call("plain_echo", "seen"))
                                .path("number")
                                .asInt())
                        .as("another value is another call")
                        .isEqualTo(2);
            }
            try (Bed bed = bed(folder, "echo: {approval: approve}", toolset.formatted("s3cret"));
                    WireClient client = WireClient.connect(bed.endpoint(), "desk", revision, FORMS, "key-of-one")) {
                assertThat(client.call("plain_echo", "seen").toolError()).isFalse();
            }
        }
    }

    private static String message(Bed bed) throws Exception {
        return message(bed, MessagesSteps.using(MessagesSteps.ask("hello"), "it", "gatehouse://server/plain"));
    }

    private static String message(Bed bed, JsonNode body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                                .header("x-api-key", "key-of-one")
                                .header("anthropic-version", "2023-06-01")
                                .header("anthropic-beta", MessagesSteps.USUAL)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body.toString()))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Test
    void theCommandsShowWhatWouldRun() throws Exception {
        assertThat(command().code()).isNotZero();
        try (Bed bed = bed("echo: {approval: approve}");
                WireClient client = client(bed, Revision.R2025_11_25, "{}", "one")) {
            assertThat(command().out()).isEqualTo("No calls wait for approval.\n");
            assertThat(command("--json").out()).isEqualTo("[]\n");
            client.call("plain_echo", "a\u001b[31mb" + "x".repeat(1_000));
            assertThat(command().out())
                    .containsPattern("(?m)^1 +one +plain +echo +20.*Z +the configuration demands it for this tool$");
            assertThat(command("show", "1").out())
                    .contains(
                            "Request 1: waiting.\n",
                            "one asked at ",
                            "      \"key\": \"a\\u001b[31mb" + "x".repeat(1_000) + "\"\n",
                            "Decide with `gatehouse approvals approve 1`")
                    .doesNotContain("\u001b");
            JsonNode shown = JSON.readTree(command("show", "1", "--json").out());
            assertThat(shown.path("arguments").asString()).contains("\\u001b[31m");
            Run unknown = command("approve", "9");
            assertThat(unknown.code()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(unknown.err())
                    .contains("There is no request 9. `gatehouse approvals` lists the requests that wait.");
            assertThat(command("deny", "1", "--reason", "a\nb").code()).isEqualTo(ExitCode.USAGE);
            assertThat(command("approve", "1").out())
                    .contains("Approved request 1. This call can now run once, until ");
            Run again = command("deny", "1", "--json");
            assertThat(again.code()).isEqualTo(ExitCode.FAILED);
            assertThat(again.out()).contains("Request 1 was already approved by " + System.getProperty("user.name"));
            client.call("plain_echo", "a\u001b[31mb" + "x".repeat(1_000));
            assertThat(command("show", "1").out()).contains("Request 1: used.", "no longer stored", "Decided by ");
        }
    }
}
