package io.gatehouse.app.keys;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.doors.admin.KeyJson;
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
final class RevokeKey implements Action {
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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RevokeKey(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (KeyPlace keys = KeyCommand.keys(options, gateway, terminal)) {
            StoredKey revoked = keys.revoke(keys.find(name, tenant));
            terminal.out()
                    .println(
                            json
                                    ? KeyJson.of(revoked, Instant.now())
                                    : "Revoked the key of " + revoked.grant().name() + ".");
        }
        return ExitCode.OK;
    }
}
