package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The rules that the guide shows, with a server that has the tools which they name.
final class ShownRules {
    /// How a file of rule tests begins.
    static final String TESTS = "# Tests of rules";

    private static final String REFUND = "{\"type\":\"object\",\"required\":[\"order\",\"amount\"],\"properties\":"
            + "{\"order\":{\"type\":\"string\"},\"amount\":{\"type\":\"integer\"}}}";

    private ShownRules() {}

    /// Runs a command about rules.
    ///
    /// @param blocks everything that the documents show in YAML
    static void run(Path folder, List<ShownDocument.Block> blocks, List<String> command)
            throws IOException, ListenException {
        Tool refund = Tool.named("refund").input(REFUND).does(call -> ToolResult.text("done"));
        try (KitServer tools = KitServer.builder("crm", "1").tool(refund).build();
                FixtureServer server = new FixtureServer(tools, 0, Era.MODERN)) {
            String rules = only(blocks, "\nroles:\n  support: { keys: \"desk-*\", servers: crm }")
                    .replace("https://crm.example.com/mcp", server.endpoint().toString());
            Path file = Files.writeString(folder.resolve("gatehouse.yaml"), DocumentsTest.withHashes(rules));
            List<String> arguments = new ArrayList<>(command);
            if (command.getFirst().equals("policy")) {
                arguments.add(Files.writeString(folder.resolve("policy-tests.yaml"), only(blocks, TESTS))
                        .toString());
            }
            arguments.addAll(List.of("--config", file.toString()));
            Run run = Run.of(arguments.toArray(String[]::new));
            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).containsAnyOf("The call is denied by rule large-refunds", " tests, 0 failed");
        }
    }

    private static String only(List<ShownDocument.Block> blocks, String sign) {
        return blocks.stream()
                .map(ShownDocument.Block::text)
                .filter(text -> text.contains(sign))
                .findFirst()
                .orElseThrow();
    }
}
