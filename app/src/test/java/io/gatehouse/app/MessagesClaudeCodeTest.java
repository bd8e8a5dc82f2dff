package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.RealClients;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.fixtures.ScriptedProvider;
import io.gatehouse.fixtures.ToolRun;
import io.gatehouse.scripted.RecordedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole chain of a real agent: Claude Code gets its model by the gateway's `/v1` and its tools by the gateway's
/// `/mcp`.
@Tag("real")
class MessagesClaudeCodeTest {
    private static final String TOOL = "mcp__gatehouse__shop_get_order";
    private static final String ALLOWED = TOOL + ",mcp__gatehouse__no_schema";

    @BeforeAll
    static void installed() {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
    }

    @Test
    void itAsksTheModelAndCallsToolsThroughOneGateway(@TempDir Path folder) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        try (ScriptedProvider provider = new ScriptedProvider("""
                        pace: 2ms
                        turns:
                          - when: { result: { tool: "*get_order" } }
                            say: "Order ${result./id} is ${result./status}."
                          - when: { user: '/order (\\d+)/', tools: "*get_order" }
                            say:
                              - I look it up.
                              - { call: "*no_schema", arguments: {} }
                              - { call: "*get_order", arguments: { id: "${user.1}" } }
                          - say: Ask me about an order.
                        """);
                TestGateway shop = TestGateway.startSample(Files.createDirectories(folder.resolve("shop")));
                TestGateway gateway = TestGateway.start(
                                folder, """
                        servers: {sample: {url: "%s"}, odd: {%s}}
                        toolsets: {shop: {names: bare, servers: {sample: {}, odd: {}}}}
                        models:
                          providers: {script: {url: "%s", key: sk-of-the-provider}}
                        """.formatted(shop.address("/mcp"), OddServer.yaml(true), provider.address()))
                        .up()) {
            String tools = gateway.address("/mcp/shop").toString();
            RealClients.claude(home, "mcp", "add", "--transport", "http", "gatehouse", tools);

            ToolRun run = RealClients.claudeWorks(home, gateway.address(""), "where is order 10042?", ALLOWED);

            assertThat(run.json().get("result").stringValue()).startsWith("Order 10042 is ");
            assertThat(run.json().get("is_error").booleanValue()).isFalse();
            List<RecordedRequest> asked = provider.requests().stream()
                    .filter(request -> request.path().equals("/v1/messages"))
                    .toList();
            assertThat(asked).hasSizeGreaterThanOrEqualTo(2);
            assertThat(asked).allSatisfy(request -> {
                assertThat(request.json().get("stream").booleanValue()).isTrue();
                assertThat(request.header("anthropic-beta")).contains("claude-code-20250219");
            });
            assertThat(asked.getLast().text()).contains(TOOL, "tool_result", "{\\\"n\\\":1}");
            assertThat(asked.getLast()
                            .json()
                            .get("tools")
                            .valueStream()
                            .map(tool -> tool.get("name").stringValue()))
                    .as("no odd tool hides another one, neither from Claude Code nor from the model's provider")
                    .containsAll(OddServer.TOOLS.keySet().stream()
                            .map(tool -> "mcp__gatehouse__" + tool)
                            .toList());
        }
    }
}
