package io.gatehouse.app.cli;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.ServerNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "key", header = "Make keys for callers.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "`gatehouse key` needs a command. Make a key with `gatehouse key new NAME`.");
    }

    @Command(
            name = "new",
            header = "Make a key, show it once, and print the block for the configuration.",
            description =
                    "The key is 256 random bits. Only its SHA-256 goes into the file; the key itself is not stored anywhere.",
            footer = {
                "",
                "Example:",
                "  gatehouse key new ci",
                "",
                "Put the printed block into gatehouse.yaml; if it has `auth.keys` already, only",
                "its last line. Add `operator: true` to let the key see /ready, /metrics and",
                "/logs in full. Give the key to the caller, who sends it as",
                "`Authorization: Bearer KEY` or `x-api-key: KEY`."
            })
    static final class New implements Program.Action {
        private final Terminal terminal;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Name of the caller, as it appears in the log.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String name;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        New(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (!ServerNames.PATTERN.matcher(name).matches()) {
                throw new ParameterException(spec.commandLine(), "A name has 1 to 64 letters, digits, - and _.");
            }
            String key = KeyMaker.make();
            if (json) {
                String hash = KeyMaker.hash(key);
                terminal.out()
                        .println("{\"name\":\"" + name + "\",\"key\":\"" + key + "\",\"sha256\":\"" + hash + "\"}");
                return ExitCode.OK;
            }
            terminal.out().println("The key of " + name + ", shown only once:");
            terminal.out().println();
            terminal.out().println("  " + key);
            terminal.out().println();
            terminal.out().println("For gatehouse.yaml:");
            terminal.out().println();
            terminal.out().println("auth:");
            terminal.out().println("  keys:");
            terminal.out().println("    " + KeyMaker.line(name, key));
            return ExitCode.OK;
        }
    }
}
