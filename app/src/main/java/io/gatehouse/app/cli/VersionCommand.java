package io.gatehouse.app.cli;

import io.gatehouse.app.observe.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "version",
        header = "Show the version.",
        footer = {"", "Example:", "  gatehouse version --json"})
final class VersionCommand implements Action {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        terminal.out().println(json ? "{\"version\":\"" + Version.text() + "\",\"java\":\"" + java + "\"}" : line());
        return ExitCode.OK;
    }

    /// The version for people.
    static String line() {
        return "gatehouse " + Version.text() + " (Java " + Runtime.version() + ")";
    }
}
