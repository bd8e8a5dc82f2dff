package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `validate: true`: arguments that do not fit a tool's schema do not reach the server.
class ValidatedArgumentsTest {
    @TempDir
    Path folder;

    @Test
    void argumentsThatDoNotFitAreRefusedEachTime() throws Exception {
        Tool tool = Tool.named("where")
                .input("{\"type\":\"object\",\"properties\":{\"floor\":{\"type\":\"integer\"}}}")
                .does(call -> ToolResult.text("on " + call.arguments()));
        try (KitServer server = KitServer.builder("house", "1").tool(tool).build();
                Bed bed = new Bed(
                        folder,
                        "servers: {off: {command: none, disabled: true}}\n",
                        ServerSettings.builder("house", new Transport.InProcess(server))
                                .validate(true)
                                .build());
                WireClient client = bed.client("", Revision.R2025_11_25)) {
            bed.awaitReady("house");
            for (int time = 0; time < 3; time++) {
                assertThat(call(client, "\"first\"")).contains("do not fit its input schema", "floor");
                assertThat(call(client, "1")).contains("on ").doesNotContain("schema");
            }
            assertThat(bed.calls()).hasSize(6);
        }
    }

    private static String call(WireClient client, String floor) {
        return client.send("tools/call", "\"name\":\"house_where\",\"arguments\":{\"floor\":" + floor + "}")
                .text();
    }
}
