package io.gatehouse.app.cli;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "tools",
        header = "List the tools that clients see.",
        footer = {
            "",
            "Examples:",
            "  gatehouse tools",
            "  gatehouse tools 'shop_*'",
            "  gatehouse tools --toolset support --json"
        })
final class ToolsCommand extends ListCommand {
    ToolsCommand(Terminal terminal) {
        super(terminal, "tool", new EntryList("TOOL", "name"));
    }

    @Override
    public List<ObjectView> entries(McpClient client) {
        return client.list(Method.TOOLS_LIST, "tools");
    }
}
