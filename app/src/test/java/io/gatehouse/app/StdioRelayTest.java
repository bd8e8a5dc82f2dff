package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

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
                auth: {keys: [%s]}
                servers:
                  plain: {command: %s, args: %s}
                toolsets:
                  bare: {names: bare, servers: [plain]}
                """.formatted(
                KeyMaker.line("ci", KeyMaker.make()).substring(2),
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList()));
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

    @Test
    void whatRunsIsAnsweredWhenTheGatewayStops() throws Exception {
        try (GatehouseProcess up = up();
                GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
            call(stdio, 1, "plain_wait", "long");
            call(stdio, 2, "plain_waits", "long");
            stdio.out(line -> line.contains("\"id\":2"));
            up.close();
            assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("\"error\"", "the gateway");
            assertThat(stdio.err(line -> line.contains("has stopped"))).contains("start this command again");
            assertThat(stdio.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
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
            assertThat(stdio.err(line -> line.contains("there is no toolset"))).contains("nothing", "bare", "plain");
            assertThat(up.pid()).isPositive();
        }
    }
}
