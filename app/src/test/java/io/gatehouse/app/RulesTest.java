package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Rules decide about calls at every door and in every revision.
class RulesTest {
    private static final String RULES = """
            rules:
              large:
                servers: plain
                tools: echo
                when: "args.?amount.orValue(0) > 500 && !('boss' in caller.roles)"
                deny: Refunds of more than 500 need a person.
              small-pages:
                servers: plain
                tools: echo
                narrow: { limit: { max: 10 }, region: { value: eu } }
              never:
                tools: [touch, "chan*"]
                deny: This server is not changed by models.
              watched:
                tools: echo
                when: "args.?amount.orValue(0) > 100"
                deny: Too much.
                shadow: true
            """;

    @TempDir
    static Path folder;

    private static FixtureServer server;
    private static HttpClient http;

    private ScriptedProvider provider;
    private Bed bed;

    @BeforeAll
    static void serve() throws Exception {
        server = new FixtureServer(new PlainServer(), 0, Era.BOTH);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void end() throws Exception {
        http.close();
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        provider = new ScriptedProvider("""
                turns:
                  - { when: { user: large }, say: [ { call: "*echo", arguments: { amount: 600 } } ] }
                  - { when: { user: pages }, say: [ { call: "*echo", arguments: { limit: 99 } } ] }
                  - { say: done }
                """);
        bed = new Bed(folder, file(RULES));
        bed.awaitReady("plain");
    }

    @AfterEach
    void stop() throws Exception {
        bed.close();
        provider.close();
    }

    private String file(String rules) {
        return """
                auth: {keys: [{name: desk, sha256: %s}, {name: boss, sha256: %s}, {name: ops, operator: true, sha256: %s}]}
                servers: {plain: {url: "%s"}}
                models: {providers: {script: {url: "%s", key: sk, retries: 0}}}
                roles:
                  desk: {keys: desk, servers: plain, models: "*"}
                  boss: {keys: boss, servers: plain}
                """.formatted(
                                KeyMaker.hash("key-of-desk"),
                                KeyMaker.hash("key-of-boss"),
                                KeyMaker.hash("key-of-ops"),
                                server.endpoint(),
                                provider.address())
                + rules;
    }

    private void change(String rules) throws Exception {
        String whole = "listen: {port: 0}\ndata: " + folder.resolve("data") + "\n" + file(rules);
        bed.gatehouse().apply(Yaml.load(folder, whole));
    }

    private WireClient client(String key, Revision revision) {
        return WireClient.connect(bed.endpoint(), "", revision, "{}", "key-of-" + key);
    }

    private static Reply echo(WireClient client, String arguments) {
        return client.send("tools/call", "\"name\":\"plain_echo\",\"arguments\":" + arguments);
    }

    private static Set<String> listed(WireClient client) {
        Set<String> names = new TreeSet<>();
        for (JsonNode tool : client.send("tools/list", "").result().path("tools")) {
            names.add(tool.path("name").asString());
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void aRuleDeniesWithItsMessage(Revision revision) {
        try (WireClient client = client("desk", revision)) {
            Reply denied = echo(client, "{\"amount\":600}");
            assertThat(denied.toolError()).isTrue();
            assertThat(denied.said()).startsWith("Refunds of more than 500 need a person. Request ID: ");
            assertThat(denied.text()).contains("\"category\":\"access\"", "\"outcome\":\"not_sent\"");
            CallRecord record = bed.calls().getLast();
            assertThat(record.problem()).isEqualTo("Denied by rule large: Refunds of more than 500 need a person.");
            assertThat(record.decision().label()).isEqualTo("denied");
            assertThat(echo(client, "{\"amount\":500}").toolError()).isFalse();
        }
        try (WireClient boss = client("boss", revision)) {
            assertThat(echo(boss, "{\"amount\":600}").toolError()).isFalse();
        }
    }

    /// What no rule touches is as it came, byte for byte.
    @ParameterizedTest
    @EnumSource(Revision.class)
    void aRuleNarrowsInPlace(Revision revision) {
        try (WireClient client = client("desk", revision)) {
            Reply narrowed = echo(client, "{ \"odd\":1.10,  \"limit\": 1e3 , \"amount\":5.0e0, \"region\":\"us\"}");
            assertThat(narrowed.said())
                    .contains("\"arguments\":{ \"odd\":1.10,  \"limit\": 10 , \"amount\":5.0e0, \"region\":\"eu\"}");
            assertThat(bed.calls().getLast().decision().label()).isEqualTo("narrowed");
            Reply fitting = echo(client, "{\"region\":\"eu\", \"limit\":10.0, \"odd\":[ ]}");
            assertThat(fitting.said()).contains("\"arguments\":{\"region\":\"eu\", \"limit\":10.0, \"odd\":[ ]}");
            assertThat(bed.calls().getLast().decision().label()).isEqualTo("allowed");
            assertThat(echo(client, "{}").said()).contains("\"limit\":10").contains("\"region\":\"eu\"");
        }
    }

    @Test
    void argumentsThatRulesReadAreJudgedFirst() {
        try (WireClient client = client("desk", Revision.R2025_11_25)) {
            for (String wrong : new String[] {
                "{\"amount\":1,\"amount\":600}", "{\"amount\":1,\"Amount\":600}", "{\"limit\":\"all\"}", "[600]"
            }) {
                Reply refused = echo(client, wrong);
                assertThat(refused.toolError()).as(wrong).isTrue();
                assertThat(refused.text()).as(wrong).contains("\"category\":\"validation\"", "\"not_sent\"");
            }
        }
    }

    /// What is costly is decided beside the thread that serves everybody, and what is too costly not at all.
    @Test
    void aCostlyRuleDecidesAsOthersDo() throws Exception {
        change(RULES + """
                  costly:
                    tools: echo
                    when: "args.?body.orValue('').matches('(a{0,20}b?){18}c$') || args.?body.orValue('') == 'no'"
                    deny: Not this body.
                """);
        try (WireClient client = client("desk", Revision.NEWEST)) {
            assertThat(echo(client, body("no")).said()).startsWith("Not this body.");
            assertThat(echo(client, body("a".repeat(2_000))).toolError()).isFalse();
            assertThat(echo(client, body("a".repeat(2_000) + "c")).said()).startsWith("Not this body.");
            assertThat(echo(client, body("a".repeat(60_000))).said())
                    .startsWith("A rule of this gateway costs too much to evaluate with these arguments");
            assertThat(bed.calls().getLast().problem())
                    .startsWith("Denied by rule costly (costs too much): A rule of this gateway costs too much");
        }
    }

    private static String body(String text) {
        return "{\"body\":\"" + text + "\"}";
    }

    @Test
    void aToolThatIsAlwaysDeniedIsNotListed() {
        try (WireClient client = client("desk", Revision.NEWEST)) {
            assertThat(listed(client)).contains("plain_echo").doesNotContain("plain_touch", "plain_change");
            assertThat(client.call("plain_touch").said()).startsWith("This server is not changed by models.");
            assertThat(client.call("plain_tuch").text()).doesNotContain("plain_touch");
        }
    }

    @Test
    void changedRulesApplyToTheNextCall() throws Exception {
        try (WireClient client = client("desk", Revision.R2025_11_25)) {
            assertThat(echo(client, "{\"amount\":600}").toolError()).isTrue();
            change(RULES.replace("> 500", "> 700"));
            assertThat(echo(client, "{\"amount\":600}").toolError()).isFalse();
            change("");
            assertThat(echo(client, "{\"amount\":900}").said()).contains("{\"amount\":900}");
            assertThat(listed(client)).contains("plain_touch");
            change(RULES);
            assertThat(echo(client, "{\"amount\":600}").toolError()).isTrue();
            assertThat(listed(client)).doesNotContain("plain_touch");
        }
    }

    @Test
    void aBrokenRuleRefusesTheFile() {
        String broken = RULES.replace("caller.roles", "caller.rolls");
        assertThat(catchThrowable(() -> change(broken)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rules.large.when: undefined field 'rolls', at character")
                .hasMessageContaining("Correct the condition.");
    }

    @Test
    void aRuleInShadowModeIsCounted() throws Exception {
        try (WireClient client = client("desk", Revision.NEWEST)) {
            assertThat(echo(client, "{\"amount\":200}").toolError()).isFalse();
            assertThat(echo(client, "{\"amount\":50}").toolError()).isFalse();
        }
        HttpResponse<String> metrics = http.send(
                HttpRequest.newBuilder(bed.endpoint().resolve("/metrics"))
                        .header("x-api-key", "key-of-ops")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(metrics.body()).contains("gatehouse_rules_shadow_total{outcome=\"deny\",rule=\"watched\"} 1.0");
    }

    @Test
    void theMessagesApiIsUnderTheSameRules() throws Exception {
        String large = ask("large");
        assertThat(large).contains("Refunds of more than 500 need a person.").contains("\"is_error\":true");
        assertThat(ask("pages")).contains("\\\"limit\\\":10").doesNotContain("Refunds of more");
        assertThat(provider.offered().getLast()).contains("it_echo").doesNotContain("it_touch");
    }

    private String ask(String text) throws Exception {
        var body = MessagesSteps.using(MessagesSteps.ask(text), "it", "gatehouse://server/plain");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(bed.endpoint().resolve("/v1/messages"))
                        .header("x-api-key", "key-of-desk")
                        .header("anthropic-version", "2023-06-01")
                        .header("anthropic-beta", MessagesSteps.USUAL)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
