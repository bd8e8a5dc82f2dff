package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.rules.CallExplanation;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        header = "Explain which role, scope or rule decides about a call, without making it.",
        description =
                "Reads the configuration file, and what the server last listed; a server of which nothing is known"
                        + " is started. Exits with 0 whether or not the call would be allowed.",
        footer = {
            "",
            "Examples:",
            "  gatehouse explain --as desk-1 crm.refund --arg amount=600",
            "  gatehouse explain --as anonymous crm.refund --json"
        })
final class ExplainCommand implements Action {
    private static final List<String> DOORS = List.of("mcp", "messages", "stdio", "cli");

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "SERVER.TOOL", description = "The tool, as its server calls it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String tool;

    @Option(
            names = "--as",
            required = true,
            paramLabel = "CALLER",
            description = "The name of a key in the configuration file, or anonymous.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String as;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "A role that the key was made with. Then CALLER is a stored key. May be repeated.")
    private List<String> given = List.of();

    @Option(
            names = "--arg",
            paramLabel = "KEY=VALUE",
            description = "An argument; the schema of the tool decides the type of its value. May be repeated.")
    private Map<String, String> pairs = new LinkedHashMap<>();

    @Option(names = "--args-json", paramLabel = "JSON", description = "All arguments as a JSON object.")
    private @Nullable String object;

    @Option(names = "--door", paramLabel = "DOOR", description = "The door of the call. Default: ${DEFAULT-VALUE}.")
    private String door = "mcp";

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset of the call. Default: all servers.")
    private String toolset = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        requireDoor();
        Configuration configuration = options.loader(terminal).load();
        CallExplanation explained;
        try {
            Caller caller = CallExplanation.caller(configuration, as, given);
            ToolsetSettings chosen = CallExplanation.toolset(configuration, toolset);
            KnownTool known = KnownTool.find(configuration, Address.of(tool), terminal);
            ObjectView schema = known.tool().definition().object("inputSchema");
            explained = CallExplanation.of(
                    configuration,
                    new CallExplanation.Question(
                            known.server(), known.tool(), caller, door, chosen, Arguments.json(pairs, object, schema)));
        } catch (IllegalArgumentException unknown) {
            throw new CommandException(ExitCode.UNKNOWN, unknown.getMessage() + remedy());
        }
        terminal.out().println(json ? explained.json() : ExplanationText.text(explained));
        return ExitCode.OK;
    }

    private void requireDoor() {
        if (!DOORS.contains(door)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "There is no door " + Shown.quoted(door) + ". Write --door " + String.join(", ", DOORS)
                            + "; `mcp` is HTTP with every transport.");
        }
    }

    private String remedy() {
        return toolset.isEmpty() ? " Name the roles of a stored key with --role, or write --as anonymous." : "";
    }
}
