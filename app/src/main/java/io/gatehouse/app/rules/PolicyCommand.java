package io.gatehouse.app.rules;

import io.gatehouse.app.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "policy", header = "Test the rules of the configuration.", synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private PolicyCommand() {}

    /// `gatehouse policy` with its commands.
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new PolicyCommand()).addSubcommand("test", new TestRules(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "`gatehouse policy` needs a command. Test rules with `gatehouse policy test`.");
    }
}
