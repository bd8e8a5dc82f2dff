package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.protocol.Revision;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tool of a server that never listed is not told to be unknown: nobody knows.
class UnlistedServerTest {
    private static final String SERVER = """
            import json, sys
            for line in sys.stdin:
                asked = json.loads(line)
                if "id" not in asked:
                    continue
                answer = {"error": {"code": -32601, "message": "unknown"}}
                if asked["method"] == "initialize":
                    answer = {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                         "serverInfo": {"name": "s", "version": "1"}}}
                elif asked["method"] == "tools/list":
                    answer = {"result": {"tools": [{"name": "add", "inputSchema": {"type": "object"}}]}}
                print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer}), flush=True)
            """;
    private static final String YAML = """
            servers:
              calc: {command: python3, args: [server.py]}
              notes: {command: python3, args: [server.py]}
              weather: {url: "http://127.0.0.1:1/mcp"}
            toolsets:
              support: {servers: {calc: {}, weather: {tools: {forecast: {name: wx}}}}}
              writers: {names: bare, servers: {notes: {}}}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() {
        Yaml.write(folder.resolve("server.py"), SERVER);
        Yaml.write(folder.resolve("gatehouse.yaml"), YAML);
    }

    @Test
    void operatorsHearWhichServerOfTheToolsetIsOut() {
        Run run = call("wx", "support");
        assertThat(run.err())
                .contains("The toolset \"support\" has no tool \"wx\" yet. The server \"weather\" is down, so its tools"
                        + " are not listed")
                .doesNotContain("Did you mean");
        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void aServerOutsideOfTheToolsetIsToldToBeOutside() {
        Run run = call("calc.add", "writers");
        assertThat(run.err()).contains("The server calc is not in the toolset \"writers\".");
        assertThat(run.code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void aToolsetWhoseServersHaveListedHasNoSuchTool() {
        Run run = call("ad", "writers");
        assertThat(run.err()).contains("There is no tool \"writers.ad\". Did you mean \"writers.add\"?");
        assertThat(run.code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void callersHearThatServersOfTheToolsetAreUnavailableAndOperatorsWhich() throws Exception {
        try (Bed bed = new Bed(
                folder, YAML.replace("server.py", folder.resolve("server.py").toString()))) {
            bed.awaitReady("calc");
            try (WireClient support = bed.client("support", Revision.R2025_11_25);
                    WireClient everything = bed.client()) {
                String answer = call(support, "wx");
                assertThat(answer)
                        .contains("The tool wx is not known.")
                        .contains("Some servers of this toolset are unavailable now")
                        .contains("\"category\":\"downstream\"", "\"outcome\":\"not_sent\"")
                        .doesNotContain("weather");
                Patience.until("a record of the call", () -> !bed.calls().isEmpty());
                assertThat(bed.calls().getLast().problem()).contains("weather");
                assertThat(call(everything, "calc_ad")).contains("Unknown tool: calc_ad; did you mean calc_add?");
                assertThat(call(everything, "weather_now")).contains("unavailable now");
            }
            try (WireClient writers = bed.client("writers", Revision.R2025_11_25)) {
                assertThat(call(writers, "wx")).contains("Unknown tool: wx");
            }
        }
    }

    private static String call(WireClient client, String tool) {
        return client.send("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{}")
                .text();
    }

    private Run call(String tool, String toolset) {
        return Run.of(
                "call",
                tool,
                "--toolset",
                toolset,
                "--config",
                folder.resolve("gatehouse.yaml").toString(),
                "--data",
                folder + "/d");
    }
}
