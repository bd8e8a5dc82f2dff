package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.stdio.Gateways;
import io.gatehouse.doors.mcp.stdio.StdioRelay;
import io.gatehouse.doors.mcp.stdio.StdioServer;
import io.gatehouse.doors.mcp.stdio.StdioSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over HTTP some arguments stand in headers too; a client over stdio knows nothing of it.
class RelayedArgumentsTest {
    @TempDir
    Path folder;

    @Test
    void argumentsThatMustBeMirroredAre() throws Exception {
        Tool tool = Tool.named("where")
                .input(
                        "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}")
                .does(call -> ToolResult.text("in " + call.arguments()));
        try (KitServer server = KitServer.builder("mirrors", "1").tool(tool).build();
                Bed bed = new Bed(
                        folder,
                        "servers: {off: {command: none, disabled: true}}\n",
                        ServerSettings.of("mirrors", new Transport.InProcess(server)));
                HttpEngine engine = HttpEngine.start(EngineSettings.defaults())) {
            bed.awaitReady("mirrors");
            Transport.Http gateway =
                    new Transport.Http(bed.endpoint(), false, Map.of(), null, ClientSettings.defaults());
            try (WireClient client = WireClient.connect(
                    (in, out) -> new StdioServer(
                            send -> new StdioRelay(Gateways.only(gateway), engine, StdioSettings.DEFAULT, send),
                            in,
                            out,
                            StdioSettings.DEFAULT),
                    Revision.R2026_07_28,
                    "{}")) {
                for (String region : new String[] {"eu", "zürich"}) {
                    assertThat(client.send(
                                            "tools/call",
                                            "\"name\":\"mirrors_where\",\"arguments\":{\"region\":\"" + region + "\"}")
                                    .said())
                            .contains(region);
                }
                String longer = "\"name\":\"mirrors_where\",\"arguments\":{\"region\":\"" + "x".repeat(8_000) + "\"}";
                assertThat(client.send("tools/call", longer).text())
                        .contains("arguments.region is mirrored in the header Mcp-Param-Region", "not_sent");
            }
        }
    }
}
