package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.protocol.ObjectView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that lists tools, prompts or resources. Where there is nothing to list it says why, and ends with a status
/// of its own: a server is out, nothing has such a name, or there is nothing at all.
public abstract class ListCommand implements Action {
    private final Terminal terminal;
    private final String kind;
    private final EntryList list;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "What to list: * stands for any text, ? for one character.")
    private @Nullable String pattern;

    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to list. Default: all servers.")
    private String toolset = "";

    @Option(names = "--json", description = "Print the definitions as JSON.")
    private boolean json;

    /// @param kind of one entry: `tool`, `prompt` or `resource`
    public ListCommand(Terminal terminal, String kind, EntryList list) {
        this.terminal = terminal;
        this.kind = kind;
        this.list = list;
    }

    /// All that a toolset has.
    public abstract List<ObjectView> entries(McpClient client);

    @Override
    public Integer call() throws ConfigurationException, IOException {
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            List<ObjectView> all = entries(session.client(toolset));
            List<ObjectView> shown = list.matching(all, pattern);
            List<ServerReport> missing = session.missing(toolset);
            if (json || !shown.isEmpty()) {
                terminal.out().println(json ? EntryList.json(shown) : list.table(shown));
            }
            if (!missing.isEmpty()) {
                terminal.err().println("warning: " + Outages.of(missing, kind + "s"));
            }
            return shown.isEmpty() ? nothing(all, !missing.isEmpty()) : ExitCode.OK;
        }
    }

    /// Says why nothing was listed and returns the exit code.
    private int nothing(List<ObjectView> all, boolean serversOut) {
        if (pattern != null) {
            String near = list.suggestion(pattern, all);
            terminal.err()
                    .println("gatehouse: No " + kind + " matches " + Shown.quoted(pattern) + ". "
                            + (near.isEmpty() ? "`gatehouse " + kind + "s` lists all of them." : near));
        } else if (!json || serversOut) {
            String where = toolset.isEmpty() ? "" : " in " + Shown.quoted(toolset);
            terminal.err().println("gatehouse: There are no " + kind + "s" + where + ".");
        }
        if (serversOut) {
            return ExitCode.UNREACHABLE;
        }
        return pattern == null ? ExitCode.OK : ExitCode.UNKNOWN;
    }
}
