package io.gatehouse.app.cli;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "prompts",
        header = "List the prompts that clients see.",
        footer = {
            "",
            "Examples:",
            "  gatehouse prompts",
            "  gatehouse prompts 'shop_*'",
            "  gatehouse prompts --toolset support --json"
        })
final class PromptsCommand extends ListCommand {
    PromptsCommand(Terminal terminal) {
        super(terminal, "prompt", new EntryList("PROMPT", "name"));
    }

    @Override
    public List<ObjectView> entries(McpClient client) {
        return client.list(Method.PROMPTS_LIST, "prompts");
    }
}
