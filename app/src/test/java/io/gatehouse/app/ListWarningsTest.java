package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the configuration names and no server has is told while the gateway runs, once in the log.
class ListWarningsTest {
    private static final String SERVER = """
            import json, sys
            tenant = {"type": "object", "properties": {"tenant": {"type": "string"}}}
            tools = ["get_order", "read"]
            for line in sys.stdin:
                asked = json.loads(line)
                if "id" not in asked:
                    continue
                answer = {"error": {"code": -32601, "message": "unknown"}}
                if asked["method"] == "initialize":
                    answer = {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {"listChanged": True}},
                                         "serverInfo": {"name": "s", "version": "1"}}}
                elif asked["method"] == "tools/list":
                    answer = {"result": {"tools": [{"name": name, "inputSchema": tenant} for name in tools]}}
                elif asked["method"] == "tools/call":
                    tools.append("added" + str(len(tools)))
                    print(json.dumps({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}), flush=True)
                    answer = {"result": {"content": []}}
                print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer}), flush=True)
            """;
    private static final String TIMES =
            "servers.s.tools.raed: \"raed\" matches no tool of the server s. Did you mean \"read\"?";
    private static final String ARGUMENT = "toolsets.t.servers.s.tools.get_order.arguments.tenannt: the tool"
            + " \"get_order\" of the server s has no such argument, so the tool is left out of this toolset."
            + " Did you mean \"tenant\"?";
    private static final String DENY =
            "toolsets.t.servers.s.deny: \"delete_*\" matches no tool of the server s." + " Correct or remove it.";

    @TempDir
    Path folder;

    @Test
    void whatMatchesNothingIsToldOnceInTheLogAndAtReadyUntilItIsPutRight() throws Exception {
        Yaml.write(folder.resolve("server.py"), SERVER);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CallLog log = new CallLog(out, CallLineFormat.JSON, LogLevel.INFO, true);
        try (Gatehouse gatehouse = Gatehouse.logged(Yaml.load(folder, yaml("tenannt", "")), log);
                Listener listener = gatehouse.listen()) {
            URI ready = URI.create("http://127.0.0.1:" + listener.port() + "/ready");
            Patience.until("the server has listed", () -> get(ready).contains("left out of this toolset"));
            assertThat(warnings(ready)).contains(quoted(TIMES), quoted(ARGUMENT));

            gatehouse.apply(Yaml.load(folder, yaml("tenannt", "deny: ['delete_*'], ")));
            assertThat(warnings(ready)).contains(quoted(TIMES), quoted(ARGUMENT), quoted(DENY));
            URI mcp = Gatehouse.endpoint(gatehouse.configuration(), listener);
            try (WireClient client = WireClient.connect(mcp, "t", Revision.R2025_11_25, "{}")) {
                assertThat(client.send("tools/list", "").text())
                        .contains("s_read")
                        .doesNotContain("s_get_order");
                client.send("tools/call", "\"name\":\"s_read\",\"arguments\":{}");
                Patience.until(
                        "the new list is there",
                        () -> client.send("tools/list", "").text().contains("s_added"));
            }
            assertThat(warnings(ready)).contains(quoted(ARGUMENT));

            gatehouse.apply(Yaml.load(folder, yaml("tenant", "")));
            assertThat(warnings(ready)).contains(quoted(TIMES)).doesNotContain("tenannt", "delete_");

            gatehouse.apply(Yaml.load(folder, yaml("tenant", "").replace("raed", "read")));
            Patience.until("nothing is left to warn of", () -> warnings(ready).contains("\"warnings\":[]"));
        }
        log.close();
        String written = out.toString(StandardCharsets.UTF_8);
        for (String warning : new String[] {TIMES, ARGUMENT, DENY}) {
            assertThat(written.split(Pattern.quote(quoted(warning)), -1))
                    .as(written)
                    .hasSize(2);
        }
    }

    private static String yaml(String argument, String more) {
        return """
                listen: {port: 0}
                data: data
                servers: {s: {command: python3, args: [server.py], tools: {raed: {call-timeout: 1s}}}}
                toolsets: {t: {servers: {s: {%stools: {get_order: {arguments: {%s: acme}}}}}}}
                """.formatted(more, argument);
    }

    private static String quoted(String warning) {
        return Json.quote(warning);
    }

    private static String warnings(URI ready) {
        String all = get(ready);
        return all.substring(all.indexOf("\"outside\""));
    }

    private static String get(URI address) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
