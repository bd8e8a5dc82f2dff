package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `stdio` where a gateway runs on the same data folder.
class StdioRelayTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir
    Path folder;

    @BeforeEach
    void configure() throws Exception {
        List<String> command = PlainServer.command(Era.BOTH);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                auth: {keys: [%3$s]}
                servers:
                  plain: {command: %1$s, args: %2$s}
                  slow: {command: %1$s, args: %2$s, call-timeout: 4s}
                toolsets:
                  bare: {names: bare, servers: [plain]}
                """.formatted(
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList(),
                KeyMaker.line("ci", KeyMaker.make()).substring(2)));
    }

    private GatehouseProcess up() throws Exception {
        GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--json");
        up.out(line -> line.startsWith("{\"endpoint\""));
        return up;
    }

    private static void call(GatehouseProcess stdio, int id, String tool, String key) throws Exception {
        stdio.write("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"key\":\"" + key + "\"}," + META + "}}");
    }

    @Test
    void theGatewayThatRunsServesTheClient() throws Exception {
        try (GatehouseProcess up = up();
                GatehouseProcess stdio = new GatehouseProcess(folder, "stdio", "--toolset", "bare")) {
            call(stdio, 1, "echo", "through");
            assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("through", PlainServer.ODD);
            assertThat(up.err(line -> line.contains("\"echo\""))).contains("\"caller\":\"local-commands\"");
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
            stdio.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            stdio.write("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}");
            assertThat(stdio.out(line -> line.contains("\"id\":2"))).contains("\"protocolVersion\":\"2025-06-18\"");
            assertThat(stdio.out(line -> line.contains("\"id\":3"))).contains("\"name\":\"echo\"");
            stdio.write("{nonsense");
            assertThat(stdio.out(line -> line.contains("-32700"))).contains("\"id\":null");
            stdio.closeInput();
            assertThat(stdio.exitCode()).isZero();
            assertThat(stdio.allOut()).hasSize(4).allMatch(line -> line.startsWith("{\"jsonrpc\""));
        }
    }

    /// A gateway that got its servers by `--import` needs no `gatehouse.yaml`.
    @Test
    void whereAnotherGatewayServesNothingIsSaidOfTheSampleShop() throws Exception {
        Files.delete(folder.resolve("gatehouse.yaml"));
        List<String> command = PlainServer.command(Era.BOTH);
        Files.writeString(
                folder.resolve(".mcp.json"),
                "{\"mcpServers\":{\"plain\":{\"command\":" + Json.quote(command.getFirst()) + ",\"args\":"
                        + command.subList(1, command.size()).stream()
                                .map(Json::quote)
                                .toList() + "}}}");
        try (GatehouseProcess up =
                new GatehouseProcess(folder, "up", "--port", "0", "--json", "--import", ".mcp.json")) {
            up.out(line -> line.startsWith("{\"endpoint\""));
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                call(stdio, 1, "plain_echo", "through");
                assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("through");
                assertThat(stdio.err(line -> line.contains("served by the gateway")))
                        .contains("\"info\"");
                assertThat(stdio.allErr()).noneMatch(line -> line.contains("sample shop"));
            }
        }
    }

    /// Desktop clients start programs without the gateway's secrets.
    @Test
    void aVariableThatOnlyTheClientLacksKeepsNobodyFromTheGatewayThatRuns() throws Exception {
        try (GatehouseProcess up = up()) {
            Path file = folder.resolve("gatehouse.yaml");
            String url = "  crm: {url: \"${ONLY_THE_GATEWAY_HAS_THIS}\"}\n";
            Files.writeString(file, Files.readString(file).replace("toolsets:\n", url + "toolsets:\n"));
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                call(stdio, 1, "plain_echo", "through");
                assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("through");
                assertThat(stdio.err(line -> line.contains("ONLY_THE_GATEWAY_HAS_THIS")))
                        .contains("not set in this environment", "\"info\"");
            }
            Run run = Run.of("servers", "--config", file.toString());
            assertThat(run.code()).isZero();
            assertThat(run.err())
                    .isEqualToIgnoringNewLines(
                            "note: The variable ONLY_THE_GATEWAY_HAS_THIS is not set in this environment. This"
                                    + " affects only commands that start servers themselves; this one asked the"
                                    + " running gateway.");
            assertThat(up.alive()).isTrue();
        }
    }

    @Test
    void aSlipInTheFileKeepsNobodyFromTheGatewayThatRuns() throws Exception {
        try (GatehouseProcess up = up()) {
            Path file = folder.resolve("gatehouse.yaml");
            Files.writeString(file, Files.readString(file) + "servres: {}\n");
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                call(stdio, 1, "plain_echo", "through");
                assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("through");
                assertThat(stdio.err(line -> line.contains("servres"))).contains("\"warn\"");
            }
            assertThat(up.alive()).isTrue();
        }
    }

    @Test
    void whatRunsAtTheEndOfTheInputIsStillAnswered() throws Exception {
        try (GatehouseProcess up = up();
                GatehouseProcess relay = new GatehouseProcess(folder, "stdio");
                GatehouseProcess own = new GatehouseProcess(folder, "stdio", "--own")) {
            for (GatehouseProcess stdio : List.of(relay, own)) {
                call(stdio, 1, "slow_wait", "long");
                stdio.closeInput();
            }
            for (GatehouseProcess stdio : List.of(relay, own)) {
                assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("did not answer in time");
                assertThat(stdio.exitCode()).isZero();
            }
            assertThat(up.alive()).isTrue();
        }
    }

    @Test
    void serversOfItsOwnAreStartedOnRequest() throws Exception {
        try (GatehouseProcess up = up();
                GatehouseProcess stdio = new GatehouseProcess(folder, "stdio", "--own")) {
            call(stdio, 1, "plain_echo", "own");
            assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains(PlainServer.ODD);
            assertThat(stdio.err(line -> line.contains("\"event\":\"call\""))).contains("\"door\":\"stdio\"");
            assertThat(up.allErr()).noneMatch(line -> line.contains("\"event\":\"call\""));
        }
    }

    @Test
    void aToolsetThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
        try (GatehouseProcess up = up();
                GatehouseProcess stdio = new GatehouseProcess(folder, "stdio", "--toolset", "nothing")) {
            assertThat(stdio.exitCode()).isEqualTo(ExitCode.UNKNOWN);
            assertThat(stdio.err(line -> line.contains("here is no toolset"))).contains("nothing", "bare", "plain");
            assertThat(up.alive()).isTrue();
        }
    }
}
