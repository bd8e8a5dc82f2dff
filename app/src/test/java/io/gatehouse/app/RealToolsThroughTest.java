package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealReports;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The MCP Inspector's command line and Claude Code, with the gateway between them and real servers.
@Tag("real")
class RealToolsThroughTest {
    @TempDir
    static Path folder;

    private static RealPeers peers;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        peers = new RealPeers(folder);
    }

    @AfterAll
    static void stop() {
        if (peers != null) {
            peers.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"legacy,2025-11-25", "auto,2026-07-28", "modern,2026-07-28"})
    void theInspectorUsesServersOfEveryRevisionInEitherEra(String era, String revision) {
        String[] endpoint = {
            "--server-url", peers.gateway("/mcp").toString(), "--transport", "http", "--protocol-era", era
        };

        ToolRun greeting = inspector(endpoint, "--method", "initialize");
        ToolRun list = inspector(endpoint, "--method", "tools/list");
        ToolRun modernServer = inspector(
                endpoint,
                "--method",
                "tools/call",
                "--tool-name",
                "dbhub_search_objects",
                "--tool-arg",
                "object_type=table");
        ToolRun oldServer = inspector(
                endpoint,
                "--method",
                "tools/call",
                "--tool-name",
                "everything-2024_add",
                "--tool-arg",
                "a=1",
                "--tool-arg",
                "b=2");

        assertThat(greeting.json().at("/result/protocolVersion").stringValue()).isEqualTo(revision);
        assertThat(RealReports.names(list.json().at("/result/tools")))
                .contains("everything_echo", "everything-http_echo", "files_read_text_file", "memory_read_graph");
        assertThat(modernServer.json().at("/result/content/0/text").stringValue())
                .contains("employee");
        assertThat(oldServer.json().at("/result/content/0/text").stringValue()).contains("3");
    }

    @Test
    void theInspectorSpeaksOverEvents() {
        String[] endpoint = {"--server-url", peers.gateway("/sse").toString(), "--transport", "sse"};

        ToolRun call = inspector(
                endpoint, "--method", "tools/call", "--tool-name", "everything_echo", "--tool-arg", "message=hi");

        assertThat(call.json().at("/result/content/0/text").stringValue()).isEqualTo("Echo: hi");
    }

    @Test
    void claudeCodeConnectsAndUsesATool(@TempDir Path home) {
        String url = peers.gateway("/mcp").toString();
        RealClients.claude(home, "mcp", "add", "--transport", "http", "gatehouse", url);
        String tool = "mcp__gatehouse__dbhub_search_objects";

        assertThat(RealClients.claude(home, "mcp", "list").output())
                .contains("gatehouse: " + url)
                .contains("Connected");
        try (ScriptedProvider model = ScriptedProvider.using(tool, "{\"object_type\": \"table\"}")) {
            ToolRun run = RealClients.claudeWorks(home, model.address(), "which tables are there?", tool);

            assertThat(run.json().get("result").stringValue()).contains("employee");
            assertThat(model.offered())
                    .anyMatch(tools -> tools.contains("mcp__gatehouse__everything_echo")
                            && tools.contains("mcp__gatehouse__everything-2024_add"));
        }
    }

    private static ToolRun inspector(String[] endpoint, String... arguments) {
        String[] all = new String[endpoint.length + arguments.length];
        System.arraycopy(endpoint, 0, all, 0, endpoint.length);
        System.arraycopy(arguments, 0, all, endpoint.length, arguments.length);
        return RealClients.inspector(all);
    }
}
