package io.gatehouse.app;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class PromptsCommand implements Program.Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Names to list: * stands for any text, ? for one character.")
    private @Nullable String pattern;

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to list. Default: all servers.")
    private String toolset = "";

    @Option(names = "--json", description = "Print the definitions as JSON.")
    private boolean json;

    PromptsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            List<ObjectView> prompts = session.client(toolset).list(Method.PROMPTS_LIST, "prompts");
            new EntryList("PROMPT", "name").print(prompts, pattern, json, terminal);
        }
        return ExitCode.OK;
    }
}
