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
              lost: { servers: crm, tools: refnud, deny: No. }
            """;
    private static final String TYPO = "rules.typo does not fit the tool \"refund\" of server crm: it uses the argument"
            + " amuont, which the tool does not have. The tool is withheld.";
    private static final String WATCHED = "rules.watched does not fit the tool \"lookup\" of server crm: it reads"
            + " amount, which may be absent; read it as an optional value: .?amount.";
    private static final String LOST = "rules.lost.tools: matches no tool of server crm. Correct it, or remove it.";

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
