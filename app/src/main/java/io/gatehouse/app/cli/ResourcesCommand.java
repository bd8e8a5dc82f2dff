package io.gatehouse.app.cli;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "resources",
        header = "List the resources that clients see, and the templates of their URIs.",
        footer = {
            "",
            "Examples:",
            "  gatehouse resources",
            "  gatehouse resources 'shop://*'",
            "  gatehouse resources --toolset support --json"
        })
final class ResourcesCommand extends ListCommand {
    ResourcesCommand(Terminal terminal) {
        super(terminal, "resource", new EntryList("RESOURCE", "uri", "uriTemplate"));
    }

    @Override
    public List<ObjectView> entries(McpClient client) {
        List<ObjectView> all = new ArrayList<>(client.list(Method.RESOURCES_LIST, "resources"));
        all.addAll(client.list(Method.RESOURCES_TEMPLATES_LIST, "resourceTemplates"));
        return all;
    }
}
