package io.gatehouse.app.keys;

import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "key", header = "Make, list and revoke keys of callers.", synopsisSubcommandLabel = "COMMAND")
public final class KeyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private KeyCommand() {}

    /// `gatehouse key` with its commands.
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new KeyCommand())
                .addSubcommand("new", new NewKey(terminal))
                .addSubcommand("list", new ListKeys(terminal))
                .addSubcommand("rotate", new RotateKey(terminal))
                .addSubcommand("revoke", new RevokeKey(terminal));
    }

    /// The keys that the options name: those of a gateway, or in the store of a configuration, which must be there.
    static KeyPlace keys(ConfigurationOptions options, GatewayOptions gateway, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return gateway.chosen() ? new RemoteKeys(gateway.connect(terminal)) : LocalKeys.existing(options, terminal);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "`gatehouse key` needs a command. Make a key with `gatehouse key new NAME`.");
    }
}
