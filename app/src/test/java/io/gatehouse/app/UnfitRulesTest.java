package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tool that a rule does not fit is withheld, and operators are told why.
class UnfitRulesTest {
    private static final String SERVER = """
            import json, sys
            order = {"type": "object", "properties": {"amount": {"type": "integer"}}, "additionalProperties": False}
            tools = [{"name": name, "inputSchema": order} for name in ["refund", "lookup"]]
            for line in sys.stdin:
                asked = json.loads(line)
                if "id" not in asked:
                    continue
                answer = {"error": {"code": -32601, "message": "unknown"}}
                if asked["method"] == "initialize":
                    answer = {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                         "serverInfo": {"name": "s", "version": "1"}}}
                elif asked["method"] == "tools/list":
                    answer = {"result": {"tools": tools}}
                elif asked["method"] == "tools/call":
                    answer = {"result": {"content": []}}
                print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer}), flush=True)
            """;
    private static final String RULES = """
            servers: { crm: { command: python3, args: [server.py] } }
            rules:
              typo: { servers: crm, tools: refund, when: "args.?amuont.orValue(0) > 500", deny: No. }
              watched: { servers: crm, tools: lookup, when: "args.amount > 500", deny: No., shadow: true }
              lost: { servers: crm, tools: [refnud, lookup], deny: No., when: "door == 'cli'" }
            """;
    private static final String TYPO = "rules.typo does not fit the tool \"refund\" of server crm: it uses the argument"
            + " amuont, which the tool does not have. The tool is withheld.";
    private static final String WATCHED = "rules.watched does not fit the tool \"lookup\" of server crm: it reads"
            + " amount, which may be absent; read it as an optional value: .?amount.";
    private static final String LOST =
            "rules.lost.tools: \"refnud\" matches no tool of server crm. Did you mean" + " \"refund\"?";

    private static final String LIMITS = """
            usage:
              limits:
                few: { tools: refnd, calls: 5 }
                right: { tools: ["ref*", "*"], calls: 5 }
              reach:
                ids: { argument: amont, values: 5 }
                orders: { tools: refund, argument: amount, values: 5 }
              repeats:
                never: { tools: lokup, stop-after: 0 }
            """;
    private static final String CONTRARY = """
            servers: { crm: { command: python3, args: [server.py] } }
            rules:
              one: { tools: refund, narrow: { amount: { value: 1 } } }
              two: { servers: crm, narrow: { amount: { value: 2 } } }
              three: { servers: crm, narrow: { amount: { value: 2 } }, when: "door == 'cli'" }
            """;

    @TempDir
    Path folder;

    @Test
    void theToolIsWithheldUntilTheRuleIsCorrected() throws Exception {
        Yaml.write(folder.resolve("server.py"), SERVER);
        try (Bed bed = new Bed(folder, RULES);
                WireClient client = bed.client()) {
            bed.awaitReady("crm");
            String listed = client.send("tools/list", "").text();
            assertThat(listed).contains("crm_lookup").doesNotContain("crm_refund");
            assertThat(client.call("crm_refund").said()).startsWith("This tool is not available:");
            assertThat(bed.calls().getLast().problem())
                    .startsWith("Denied by rule typo (uses the argument amuont, which the tool does not have): ");
            assertThat(client.call("crm_lookup").toolError()).isFalse();
            assertThat(ready(bed)).contains(json(TYPO), json(WATCHED), json(LOST));
            String corrected = RULES.replace("amuont", "amount").replace("refnud", "refund*");
            bed.gatehouse()
                    .apply(Yaml.load(folder, "listen: {port: 0}\ndata: " + folder.resolve("data") + "\n" + corrected));
            assertThat(ready(bed)).doesNotContain("typo", "lost");
        }
    }

    @Test
    void checkTellsOfIt() throws Exception {
        Yaml.write(folder.resolve("server.py"), SERVER);
        Yaml.write(folder.resolve("gatehouse.yaml"), RULES);
        Run check = Run.of("check", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(check.err()).contains("warning: " + TYPO, "warning: " + WATCHED, "warning: " + LOST);
        assertThat(check.code()).isEqualTo(1);
    }

    @Test
    void checkTellsOfNamesInLimitsAndOfContradictions() throws Exception {
        Yaml.write(folder.resolve("server.py"), SERVER);
        Yaml.write(folder.resolve("gatehouse.yaml"), CONTRARY + LIMITS);
        Run check = Run.of("check", "--config", folder.resolve("gatehouse.yaml").toString());
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.err().lines())
                .containsExactlyInAnyOrder(
                        "warning: server crm: nobody says what 2 tools do (refund, lookup). They count as writes and run"
                                + " without asking. Set effects under servers.crm.tools, or approvals.unannotated: ask.",
                        "warning: usage.limits.few.tools: \"refnd\" matches no tool of server crm. Did you mean"
                                + " \"refund\"?",
                        "warning: usage.reach.ids.argument: no tool that it covers has an argument \"amont\"."
                                + " Did you mean \"amount\"?",
                        "warning: usage.repeats.never.tools: \"lokup\" matches no tool of server crm. Did you mean"
                                + " \"lookup\"?",
                        "warning: rules.one and rules.two set the argument \"amount\" of the tool \"refund\" of server"
                                + " crm to different values, so all its calls are denied. Correct one of them.");
    }

    private static String ready(Bed bed) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(bed.endpoint().resolve("/ready"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static String json(String text) {
        return text.replace("\"", "\\\"");
    }
}
