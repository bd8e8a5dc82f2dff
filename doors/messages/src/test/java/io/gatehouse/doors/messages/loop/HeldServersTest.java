package io.gatehouse.doors.messages.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.gateway.call.HeldTools;
import io.gatehouse.http.WholeResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request goes without the tools of servers to which calls are held back, and says so.
class HeldServersTest {
    private static final String SCRIPT = """
            turns:
              - say: Done.
            """;

    private static final HeldTools CRM = new HeldTools(List.of("crm"), Set.of("change", "hang"), false);
    private static final HeldTools ALL = new HeldTools(List.of("shop"), Set.of(), true);

    private static List<String> offered(LoopBed bed) {
        JsonNode sent = Trees.MAPPER.readTree(bed.asked().getLast());
        return sent.path("tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    private static String system(LoopBed bed) {
        return Trees.MAPPER.readTree(bed.asked().getLast()).path("system").toString();
    }

    @Test
    void theModelAndTheClientAreToldWhatIsLeftOut() throws Exception {
        try (LoopBed bed = new LoopBed(SCRIPT)) {
            WholeResponse usual = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(usual.headers().get("gatehouse-left-out")).isNull();
            assertThat(offered(bed)).hasSize(8);

            bed.shop().held = CRM;
            ObjectNode asked = LoopBed.ask("Go").put("system", "Be kind.");
            WholeResponse some = bed.post(asked, LoopBed.TOOLSETS);
            assertThat(some.status()).isEqualTo(200);
            assertThat(some.headers().get("gatehouse-left-out")).isEqualTo("crm");
            assertThat(offered(bed)).hasSize(6).doesNotContain("shop_change", "shop_hang");
            assertThat(system(bed))
                    .isEqualTo("\"Be kind.\\n\\nSome tools of the MCP server shop (those of crm) are not available at"
                            + " present. If they are needed, say so.\"");

            bed.shop().held = ALL;
            ObjectNode blocks = LoopBed.ask("Go");
            blocks.putArray("system").addObject().put("type", "text").put("text", "Be kind.");
            WholeResponse none = bed.post(blocks, LoopBed.TOOLSETS);
            assertThat(none.status()).isEqualTo(200);
            assertThat(none.headers().get("gatehouse-left-out")).isEqualTo("shop");
            assertThat(offered(bed)).isEmpty();
            assertThat(system(bed))
                    .contains("Be kind.", "The tools of the MCP server shop are not available at present.");
        }
    }

    @Test
    void aDemandedCallIsMadeAndAListThatTheClientKeepsIsWhole() throws Exception {
        try (LoopBed bed = new LoopBed(SCRIPT)) {
            bed.shop().held = ALL;
            ObjectNode forced = LoopBed.ask("Go");
            forced.putObject("tool_choice").put("type", "any");
            bed.post(forced, LoopBed.TOOLSETS);
            assertThat(offered(bed)).hasSize(8);

            WholeResponse newest = bed.post(LoopBed.ask("Go"), LoopBed.NEWEST);
            assertThat(offered(bed)).isEmpty();
            assertThat(new String(newest.body(), StandardCharsets.UTF_8))
                    .as("an empty list would stay for the conversation")
                    .doesNotContain("mcp_tool_listing");
            bed.shop().held = CRM;
            assertThat(bed.post(LoopBed.ask("Go"), LoopBed.NEWEST).headers().get("gatehouse-left-out"))
                    .isNull();
            assertThat(offered(bed)).hasSize(8);
        }
    }
}
