package io.gatehouse.app;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        header = "Print a completion script for bash and zsh.",
        footer = {
            "",
            "bash: source <(gatehouse completion)",
            "zsh:  autoload -U +X bashcompinit && bashcompinit; source <(gatehouse completion)"
        })
final class CompletionCommand implements Program.Action {
    private final Terminal terminal;
    private final CommandLine root;

    CompletionCommand(Terminal terminal, CommandLine root) {
        this.terminal = terminal;
        this.root = root;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("gatehouse", root));
        terminal.out().flush();
        return ExitCode.OK;
    }
}
