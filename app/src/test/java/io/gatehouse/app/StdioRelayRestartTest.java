package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.fixtures.Era;
import io.gatehouse.protocol.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `stdio` outlives the gateway that serves it: the next one on the data folder takes its place.
class StdioRelayRestartTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final String TOOLS_CHANGED = "notifications/tools/list_changed";
    private static final String UPDATED = "notifications/resources/updated";

    @TempDir
    Path folder;

    @BeforeEach
    void configure() throws Exception {
        List<String> command = PlainServer.command(Era.BOTH);
        Files.writeString(folder.resolve("gatehouse.yaml"), """
                auth: {keys: [%3$s]}
                limits: {drain: 2s}
                servers:
                  plain: {command: %1$s, args: %2$s}
                """.formatted(
                Json.quote(command.getFirst()),
                command.subList(1, command.size()).stream().map(Json::quote).toList(),
                KeyMaker.line("ci", KeyMaker.make()).substring(2)));
    }

    @Test
    void oneThatIsToldToWaitStartsNoServersWhileTheGatewayRestarts() throws Exception {
        try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio", "--wait")) {
            stdio.err(line -> line.contains("waiting for one"));
            modernCall(stdio, 1, "echo", "waited");
            try (GatehouseProcess gateway = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
                endpoint(gateway);
                assertThat(stdio.out(line -> line.contains("\"id\":1"))).contains("waited");
                assertThat(stdio.err(line -> line.contains("served by"))).contains("served by the gateway");
            }
        }
    }

    @Test
    void aLegacyClientKeepsItsSessionOverAKilledGateway() throws Exception {
        try (GatehouseProcess first = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            URI before = endpoint(first);
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                begin(stdio);
                legacy(stdio, 2, "logging/setLevel", "{\"level\":\"info\"}");
                legacy(stdio, 3, "resources/subscribe", "{\"uri\":\"plain://one\"}");
                stdio.out(line -> line.contains("\"id\":2") && line.contains("result"));
                stdio.out(line -> line.contains("\"id\":3") && line.contains("result"));
                legacyCall(stdio, 4, "wait", "long");
                legacyCall(stdio, 5, "waits", "long");
                stdio.out(line -> line.contains("\"id\":5"));
                int told = stdio.allOut().size();

                first.signal("KILL");

                assertThat(stdio.out(line -> line.contains("\"id\":4")))
                        .contains("\"isError\":true", "sent_outcome_unknown", "may have had its effect");
                try (GatehouseProcess second = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
                    assertThat(endpoint(second)).isNotEqualTo(before);
                    legacyCall(stdio, 6, "echo", "after");
                    assertThat(stdio.out(line -> line.contains("\"id\":6"))).contains("after", PlainServer.ODD);
                    assertThat(since(stdio, told))
                            .anyMatch(line -> line.contains(TOOLS_CHANGED))
                            .anyMatch(line -> line.contains("notifications/prompts/list_changed"))
                            .anyMatch(line -> line.contains("notifications/resources/list_changed"))
                            .anyMatch(line -> line.contains(UPDATED) && line.contains("plain://one"));
                    assertThat(since(stdio, told))
                            .as("the relay has set again what was lost")
                            .noneMatch(line -> line.contains("set them again"));
                    int noticed = stdio.allOut().size();
                    legacyCall(stdio, 7, "touch", "");
                    legacyCall(stdio, 8, "change", "more");
                    legacyCall(stdio, 9, "log", "spoken");
                    await(stdio, noticed, UPDATED);
                    await(stdio, noticed, TOOLS_CHANGED);
                    await(stdio, noticed, "\"spoken\"");
                    assertThat(stdio.allErr().stream().filter(line -> line.contains("from now on")))
                            .hasSize(1);
                    stdio.closeInput();
                    assertThat(stdio.exitCode()).isZero();
                }
            }
        }
    }

    @Test
    void aModernClientKeepsItsSubscriptionOverAKilledGateway() throws Exception {
        try (GatehouseProcess first = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            endpoint(first);
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                listen(stdio);
                modernCall(stdio, 2, "wait", "long");
                modernCall(stdio, 3, "waits", "long");
                stdio.out(line -> line.contains("\"id\":3"));
                int told = stdio.allOut().size();

                first.signal("KILL");

                assertThat(stdio.out(line -> line.contains("\"id\":2"))).contains("sent_outcome_unknown");
                try (GatehouseProcess second = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
                    endpoint(second);
                    await(stdio, told, TOOLS_CHANGED);
                    await(stdio, told, UPDATED);
                    int noticed = stdio.allOut().size();
                    modernCall(stdio, 4, "touch", "");
                    modernCall(stdio, 5, "change", "more");
                    // The server may have been touched before the gateway listened to it: that is told as what may be.
                    assertThat(await(stdio, noticed, UPDATED)).contains("\"listening\"");
                    assertThat(await(stdio, noticed, TOOLS_CHANGED)).contains("\"listening\"");
                    modernCall(stdio, 6, "touch", "");
                    assertThat(await(stdio, noticed, PlainServer.UNKNOWN)).contains(UPDATED, "\"listening\"");
                    assertThat(stdio.allOut().stream().filter(line -> line.contains("acknowledged")))
                            .hasSize(1);
                    stdio.closeInput();
                    assertThat(stdio.exitCode()).isZero();
                }
            }
        }
    }

    @Test
    void requestsWaitWhileAGatewayStopsInOrderAndAreServedByTheNext() throws Exception {
        try (GatehouseProcess first = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            endpoint(first);
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                listen(stdio);
                modernCall(stdio, 2, "wait", "long");
                modernCall(stdio, 3, "waits", "long");
                stdio.out(line -> line.contains("\"id\":3"));

                first.signal("TERM");
                first.err(line -> line.contains("Stopping"));
                modernCall(stdio, 4, "echo", "meanwhile");

                assertThat(stdio.out(line -> line.contains("\"id\":2")))
                        .contains("The gateway stopped while this call was running", "sent_outcome_unknown");
                assertThat(first.exitCode()).isZero();
                modernCall(stdio, 5, "echo", "nobody is there");
                int told = stdio.allOut().size();
                try (GatehouseProcess second = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
                    endpoint(second);
                    assertThat(stdio.out(line -> line.contains("\"id\":4"))).contains(PlainServer.ODD);
                    assertThat(stdio.out(line -> line.contains("\"id\":5"))).contains(PlainServer.ODD);
                    await(stdio, told, TOOLS_CHANGED);
                    assertThat(stdio.allOut()).noneMatch(line -> line.contains("\"id\":\"listening\""));
                }
            }
        }
    }

    @Test
    void withoutAGatewayTheCommandGoesOnUntilItsInputEnds() throws Exception {
        try (GatehouseProcess up = new GatehouseProcess(folder, "up", "--port", "0", "--json")) {
            endpoint(up);
            try (GatehouseProcess stdio = new GatehouseProcess(folder, "stdio")) {
                begin(stdio);
                up.signal("TERM");
                assertThat(up.exitCode()).isZero();
                assertThat(stdio.err(line -> line.contains("looking for another")))
                        .contains("gatehouse up");
                assertThat(stdio.alive()).isTrue();
                stdio.closeInput();
                assertThat(stdio.exitCode()).isZero();
            }
        }
    }

    private static URI endpoint(GatehouseProcess up) {
        return GatehouseProcess.endpoint(up.out(line -> line.startsWith("{\"endpoint\"")));
    }

    private static void begin(GatehouseProcess stdio) throws Exception {
        legacy(
                stdio,
                1,
                "initialize",
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
        stdio.out(line -> line.contains("\"id\":1") && line.contains("2025-06-18"));
        stdio.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private static void listen(GatehouseProcess stdio) throws Exception {
        stdio.write("{\"jsonrpc\":\"2.0\",\"id\":\"listening\",\"method\":\"subscriptions/listen\",\"params\":{"
                + "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"plain://one\"]}," + META
                + "}}");
        assertThat(stdio.out(line -> line.contains("acknowledged"))).contains("plain://one", "toolsListChanged");
    }

    private static void legacy(GatehouseProcess stdio, int id, String method, String params) throws Exception {
        stdio.write("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    private static void legacyCall(GatehouseProcess stdio, int id, String tool, String key) throws Exception {
        legacy(stdio, id, "tools/call", "{\"name\":\"plain_" + tool + "\",\"arguments\":{\"key\":\"" + key + "\"}}");
    }

    private static void modernCall(GatehouseProcess stdio, int id, String tool, String key) throws Exception {
        legacy(
                stdio,
                id,
                "tools/call",
                "{\"name\":\"plain_" + tool + "\",\"arguments\":{\"key\":\"" + key + "\"}," + META + "}");
    }

    private static List<String> since(GatehouseProcess stdio, int from) {
        return stdio.allOut().stream().skip(from).toList();
    }

    /// The first line after so many that contains a text, waiting for it.
    private static String await(GatehouseProcess stdio, int from, String text) {
        stdio.out(line -> since(stdio, from).stream().anyMatch(later -> later.contains(text)));
        return since(stdio, from).stream()
                .filter(later -> later.contains(text))
                .findFirst()
                .orElseThrow();
    }
}
