package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.doors.admin.KeyJson;
import io.gatehouse.store.KeyChange;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        header = "End a key.",
        description = "Within seconds, every gateway that uses the store refuses the key and ends its sessions, streams"
                + " and calls. This cannot be undone; make a new key instead.",
        footer = {"", "Examples:", "  gatehouse key revoke ci", "  gatehouse key revoke ci --tenant acme"})
final class RevokeKey implements Program.Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "NAME", description = "Name or id of the key.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Tenant of the key, if several have the name.")
    private String tenant = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RevokeKey(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (OpenStore store = OpenStore.existing(options, terminal)) {
            StoredKey key = store.find(name, tenant);
            Instant now = Instant.now();
            if (!(store.keys().revoke(key.id(), now) instanceof KeyChange.Done(StoredKey revoked))) {
                throw new CommandException(ExitCode.UNKNOWN, "The key is no longer there.");
            }
            terminal.out()
                    .println(
                            json
                                    ? KeyJson.of(revoked, now)
                                    : "Revoked the key of " + revoked.grant().name() + ".");
        }
        return ExitCode.OK;
    }
}
