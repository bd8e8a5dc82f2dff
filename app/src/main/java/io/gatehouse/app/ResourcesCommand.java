package io.gatehouse.app;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resources",
        header = "List the resources that clients see, and the templates of their addresses.",
        footer = {
            "",
            "Examples:",
            "  gatehouse resources",
            "  gatehouse resources 'shop://*'",
            "  gatehouse resources --toolset support --json"
        })
final class ResourcesCommand implements Program.Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Addresses to list: * stands for any text, ? for one character.")
    private @Nullable String pattern;

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to list. Default: all servers.")
    private String toolset = "";

    @Option(names = "--json", description = "Print the definitions as JSON.")
    private boolean json;

    ResourcesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            McpClient client = session.client(toolset);
            List<ObjectView> all = new ArrayList<>(client.list(Method.RESOURCES_LIST, "resources"));
            all.addAll(client.list(Method.RESOURCES_TEMPLATES_LIST, "resourceTemplates"));
            new EntryList("RESOURCE", "uri", "uriTemplate").print(all, pattern, json, terminal);
        }
        return ExitCode.OK;
    }
}
