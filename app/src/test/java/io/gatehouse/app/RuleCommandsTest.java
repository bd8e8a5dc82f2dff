package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `gatehouse explain` and `gatehouse policy test`.
class RuleCommandsTest {
    @TempDir
    static Path folder;

    private static FixtureServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.LEGACY);
        Yaml.write(folder.resolve("gatehouse.yaml"), """
                auth: {keys: [{name: desk, sha256: %s}, {name: other, sha256: %s}, {name: reader, sha256: %s}]}
                servers: {plain: {url: "%s", tools: {echo: {effects: read}}}}
                toolsets:
                  fixed: {servers: {plain: {tools: {echo: {arguments: {amount: 900}}}}}}
                roles:
                  desk: {keys: desk, servers: plain, toolsets: fixed, claims: { groups: staff }, scopes: "plain:read"}
                  reader: {keys: reader, servers: plain}
                rules:
                  large:
                    tools: echo
                    when: "args.?amount.orValue(0) > 500 && 'desk' in caller.roles"
                    deny: Refunds of more than 500 need a person.
                  pages: { tools: echo, when: "!has(args.all)", narrow: { limit: { max: 10 } } }
                  elsewhere: { servers: crm, deny: No. }
                  ours: { tools: echo, when: "has(args.tenant) && tenant != 'acme' && caller.user != 'ann'", deny: No. }
                  second: { tools: echo, when: "has(args.send)", approve: mails need a second person }
                  kinds: { tools: echo, when: "has(args.kind)", narrow: { kind: { allowed: [a] } } }
                """.formatted(
                        KeyMaker.hash("key-of-desk"),
                        KeyMaker.hash("key-of-other"),
                        KeyMaker.hash("key-of-reader"),
                        server.endpoint()));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("gatehouse.yaml").toString()));
        return Run.of(all.toArray(String[]::new));
    }

    @Test
    void explainSaysStepByStepWhatDecides() {
        Run denied = run("explain", "--as", "desk", "plain.echo", "--args-json", "{\"amount\":600}");
        assertThat(denied.code()).as(denied.err()).isZero();
        assertThat(denied.out())
                .containsPattern("caller +desk +roles: desk")
                .containsPattern("tool +echo +server: plain, effects: read")
                .containsPattern("role +passes +The server is included by desk.")
                .containsPattern("scope +passes +The call needs plain:read, given by desk.")
                .containsPattern("rule large +denies +Refunds of more than 500")
                .containsPattern("rule pages +narrows +limit")
                .containsPattern("other rules +1 +for other tools or doors")
                .contains("The call is denied by rule large: Refunds of more than 500 need a person.");
        Run narrowed = run("explain", "--as", "desk", "plain_echo");
        assertThat(narrowed.out()).contains("The call is narrowed by rule pages: {\"limit\":10}");
    }

    @Test
    void explainKnowsRolesScopesAndToolsets() {
        JsonNode scope = explained("desk", "plain.touch");
        assertThat(scope.path("decision").asString()).isEqualTo("denied");
        assertThat(scope.path("by").asString()).isEqualTo("scope");
        assertThat(scope.path("reason").asString()).contains("plain:write");
        assertThat(explained("other", "plain.echo").path("by").asString()).isEqualTo("role");
        assertThat(explained("anonymous", "plain.echo").path("reason").asString())
                .isEqualTo("The caller has no role.");
        JsonNode stored = explained("some-key", "plain.echo", "--role", "desk");
        assertThat(stored.path("decision").asString()).isEqualTo("narrowed");
        JsonNode fixed = explained("desk", "plain.echo", "--toolset", "fixed");
        assertThat(fixed.path("by").asString()).isEqualTo("rule large");
        JsonNode all = explained("desk", "plain.echo", "--arg", "all=true");
        assertThat(all.path("decision").asString()).isEqualTo("allowed");
        assertThat(all.path("rules")).hasSize(6);
    }

    @Test
    void explainSaysWhatIsNeededAndSent() {
        Run approve = run("explain", "--as", "desk", "plain.echo", "--args-json", "{\"send\":true,\"limit\":50}");
        assertThat(approve.out())
                .contains("The call needs approval, because of rule second: Somebody has to agree, because mails");
        JsonNode json = explained("desk", "plain.echo", "--args-json", "{\"send\":true,\"limit\":50}");
        assertThat(json.path("decision").asString()).isEqualTo("approve");
        assertThat(json.path("narrowed").toString()).isEqualTo("{\"limit\":10}");
        assertThat(json.path("arguments").toString()).isEqualTo("{\"send\":true,\"limit\":10}");
        Run refused = run("explain", "--as", "desk", "plain.echo", "--args-json", "{\"kind\":\"b\",\"limit\":5}");
        assertThat(refused.out())
                .containsPattern("rule kinds +refuses the arguments +The argument kind must be one of \"a\".")
                .containsPattern("rule pages +has nothing to narrow +limit")
                .contains("The call is denied by rule kinds: The argument kind must be one of");
    }

    private static JsonNode explained(String caller, String tool, String... more) {
        List<String> all = new ArrayList<>(List.of("explain", "--as", caller, tool, "--json"));
        all.addAll(List.of(more));
        Run run = run(all.toArray(String[]::new));
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    /// What the gateway itself would decide: by the same functions, with the same bounds.
    @Test
    void commandsDecideAsTheGatewayDoes() throws Exception {
        Path other = folder.resolve("other.yaml");
        Yaml.write(other, """
                auth: {keys: [{name: desk, sha256: %s}]}
                servers: {plain: {url: "%s", tools: {echo: {effects: read}}}}
                rules:
                  costly: { when: "args.?body.orValue('').matches('(a{0,20}b?){18}c$')", deny: No. }
                  inner: { when: "args.?order[?'amount'].orValue(0) > 500 && caller.key == 'desk'", deny: Too much. }
                """.formatted(KeyMaker.hash("key-of-desk"), server.endpoint()));
        String[] calls = {
            "{\"body\":\"" + "a".repeat(60_000) + "\"}", "{\"order\":{\"Amount\":600}}", "{\"order\":{\"amount\":600}}"
        };
        String[] reasons = {"costs too much to evaluate", "another spelling of one of its keys", "Too much."};
        StringBuilder tests = new StringBuilder("tests:\n");
        for (int call = 0; call < calls.length; call++) {
            tests.append("  - { as: desk, server: plain, tool: echo, args: ")
                    .append(calls[call])
                    .append(", expect: allow }\n");
            Run explained = Run.of(
                    "explain", "--as", "desk", "plain.echo", "--args-json", calls[call], "--config", other.toString());
            assertThat(explained.out()).contains("The call is denied by rule ").contains(reasons[call]);
        }
        Path file = Files.writeString(folder.resolve("other-tests.yaml"), tests);
        Run tested = Run.of("policy", "test", file.toString(), "--config", other.toString());
        assertThat(tested.out()).contains("3 failed").contains(reasons);
    }

    @Test
    void explainNamesWhatItDoesNotKnow() {
        Run caller = run("explain", "--as", "dsek", "plain.echo");
        assertThat(caller.code()).isEqualTo(6);
        assertThat(caller.err()).contains("There is no key \"dsek\" in the configuration.");
        Run tool = run("explain", "--as", "desk", "plain.ecko");
        assertThat(tool.code()).isEqualTo(6);
        assertThat(tool.err()).contains("The server plain has no tool \"ecko\". Did you mean \"echo\"?");
        assertThat(run("explain", "--as", "desk", "plian.echo").err()).contains("There is no server \"plian\".");
        Run bare = run("explain", "--as", "desk", "ecko");
        assertThat(bare.code()).isEqualTo(6);
        assertThat(bare.err()).contains("Name the tool as SERVER.TOOL; \"ecko\" names no server. Servers: plain.");
        Run door = run("explain", "--as", "desk", "plain.echo", "--door", "sse");
        assertThat(door.code()).isEqualTo(2);
        assertThat(door.err()).contains("There is no door \"sse\". Write --door mcp, messages, stdio, cli;");
    }

    private static Run test(String tests, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("tests.yaml"), tests);
        List<String> all = new ArrayList<>(List.of("policy", "test", file.toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void policyTestRunsTheTestsOfAFile() throws Exception {
        String right = """
                tests:
                  - { name: large refunds need a person, as: desk, server: plain, tool: echo, args: { amount: 600 }, expect: deny, rule: large }
                  - { as: reader, server: plain, tool: echo, args: { amount: 600, limit: 99 }, expect: narrow, narrowed: { limit: 10 } }
                  - { roles: [desk], server: plain, tool: echo, args: { amount: 1, all: true }, expect: allow }
                """;
        Run passed = test(right);
        assertThat(passed.code()).as(passed.out() + passed.err()).isZero();
        assertThat(passed.out()).isEqualTo("""
                        ok      large refunds need a person
                        ok      plain.echo
                        ok      plain.echo
                        3 tests, 0 failed
                        """);
        Run failed = test(right.replace("expect: allow", "expect: deny").replace("limit: 10", "limit: 20"));
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out())
                .contains("expected narrow {\"limit\":20}, got narrow by pages: {\"limit\":10}")
                .contains("tests.yaml:4:5): expected deny, got allow")
                .contains("3 tests, 2 failed");
        JsonNode json = JsonMapper.shared().readTree(test(right, "--json").out());
        assertThat(json).hasSize(3);
        assertThat(json.get(0).path("passed").asBoolean()).isTrue();
        assertThat(json.get(0).path("rules").get(0).asString()).isEqualTo("large");
    }

    @Test
    void aFileOfTestsThatIsWrongIsRefused() throws Exception {
        Run wrong = test("tests: [{ server: plain, tool: echo, expect: pass, arg: {} }]");
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err())
                .contains("expect: must be one of allow, narrow, confirm-model, confirm, approve, deny, not \"pass\"")
                .contains("unknown key \"arg\"");
        Run missing = run("policy", "test", folder.resolve("none.yaml").toString());
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("does not exist");
    }

    /// A test of what there is not would pass, and test nothing.
    @Test
    void aTestOfWhatThereIsNotIsRefused() throws Exception {
        Run wrong = test("""
                tests:
                  - { as: desk, server: plian, tool: echo, expect: allow }
                  - { as: dsek, server: plain, tool: echo, expect: deny }
                  - { as: ann, roles: [desk, lead], server: plain, tool: echo, expect: allow }
                  - { as: other, server: plain, tool: echo, expect: allow }
                  - { as: other, server: plain, tool: echo, args: { amount: 900 }, expect: deny, rule: lagre }
                  - { server: "https://mcp.example.com/mcp", roles: [desk], tool: echo, expect: allow }
                """);
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err())
                .contains("tests[0].server: there is no server \"plian\" in the configuration. Did you mean \"plain\"?")
                .contains("tests[1].as: there is no key \"dsek\" in the configuration. Did you mean \"desk\"? Name the"
                        + " `roles` of a stored key, or the `claims` of a token.")
                .contains("tests[2].roles: there is no role \"lead\" in the configuration. Correct it.")
                .contains("tests[3]: the caller \"other\" has no role, so its calls are denied before any rule.")
                .contains("tests[4].rule: there is no rule \"lagre\" in the configuration. Did you mean \"large\"?")
                .doesNotContain("tests[5]");
        Run none = test("tests: []");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("tests: is empty. List at least one test.");
        Run nothing = Run.of("policy", "test", folder.resolve("tests.yaml").toString());
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("There is no gatehouse.yaml in this folder whose rules could be tested.");
    }

    @Test
    void aTestSaysWhoTheCallerActsFor() throws Exception {
        Run passed = test("""
                tests:
                  - { as: desk, server: plain, tool: echo, args: { tenant: 1, all: 1 }, expect: deny, rule: ours }
                  - { as: desk, tenant: acme, server: plain, tool: echo, args: { tenant: 1, all: 1 }, expect: allow }
                  - { as: desk, user: ann, server: plain, tool: echo, args: { tenant: 1, all: 1 }, expect: allow }
                  - { as: bob, claims: { groups: [staff] }, server: plain, tool: echo, args: { all: 1, amount: 900 }, expect: deny, rule: large }
                  - { as: bob, claims: { groups: [none] }, server: plain, tool: echo, args: { tenant: 1 }, expect: deny, rule: ours }
                """);
        assertThat(passed.code()).as(passed.out() + passed.err()).isZero();
    }
}
