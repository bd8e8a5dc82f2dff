package io.gatehouse.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        header = "Print a completion script for a shell.",
        description = "Completes commands, options, and the names of servers, toolsets, tools, prompts and resources."
                + " Tools, prompts and resources come from the running gateway.",
        footer = {
            "",
            "bash: source <(gatehouse completion bash)",
            "zsh:  source <(gatehouse completion zsh)",
            "fish: gatehouse completion fish | source"
        })
final class CompletionCommand implements Action {
    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}. Default: bash.")
    private Shell shell = Shell.bash;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// A shell, by the name of its program.
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Override
    public Integer call() throws IOException {
        String file = "completion." + shell;
        try (InputStream script = CompletionCommand.class.getResourceAsStream(file)) {
            if (script == null) {
                throw new IOException(file + " is missing in this build");
            }
            terminal.out().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        terminal.out().flush();
        return ExitCode.OK;
    }
}
