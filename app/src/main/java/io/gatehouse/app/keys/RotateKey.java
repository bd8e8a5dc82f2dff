package io.gatehouse.app.keys;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.schema.Quantities;
import io.gatehouse.store.StoredKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rotate",
        header = "Give a key a new secret and show it once.",
        description = "The caller, its roles and its sessions stay the same. The secret from before goes on working for"
                + " a while, so that it can be replaced without an interruption.",
        footer = {"", "Examples:", "  gatehouse key rotate ci", "  gatehouse key rotate ci --keep-old 0s"})
final class RotateKey implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "NAME", description = "Name or id of the key.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Tenant of the key, if several have the name.")
    private String tenant = "";

    @Option(
            names = "--keep-old",
            paramLabel = "DURATION",
            description = "How long the secret from before goes on working: 0s, 12h, 7d. Default: ${DEFAULT-VALUE}.",
            defaultValue = "24h")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String keepOld;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RotateKey(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Duration kept = Quantities.duration(keepOld);
        if (kept == null) {
            throw new CommandException(
                    ExitCode.USAGE, "--keep-old: \"" + keepOld + "\" is not a duration. Write 0s, 12h or 7d.");
        }
        try (KeyPlace keys = KeyCommand.keys(options, gateway, terminal)) {
            StoredKey key = keys.find(name, tenant);
            Instant until = Instant.now().plus(kept);
            KeyPlace.Made made = keys.rotate(key, kept);
            print(made.key(), made.secret(), kept.isZero() ? null : until);
        }
        return ExitCode.OK;
    }

    private void print(StoredKey key, String secret, @Nullable Instant until) {
        if (json) {
            terminal.out().print(KeyText.json(key, secret));
        } else {
            terminal.out().print(KeyText.made(key, secret));
            terminal.out()
                    .println(
                            until == null
                                    ? "The secret from before no longer works."
                                    : "The secret from before works until " + until + ".");
        }
        terminal.out().flush();
    }
}
