package io.gatehouse.app.keys;

import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Table;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.doors.admin.KeyJson;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        header = "List the keys of callers.",
        description = "Shows the stored keys and those of the configuration file. The last use of a stored key is noted"
                + " within 10 seconds.",
        footer = {"", "Examples:", "  gatehouse key list", "  gatehouse key list --all --json"})
final class ListKeys implements Program.Action {
    private static final String NONE = "-";

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--all", description = "Show revoked keys, too.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListKeys(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<StoredKey> stored = List.of();
        List<String> written;
        if (gateway.chosen()) {
            try (KeyPlace keys = KeyCommand.keys(options, gateway, terminal)) {
                stored = keys.list(all);
                written = keys.configured();
            }
        } else {
            Configuration configuration = options.loader(terminal).load();
            written = configuration.auth().keys().stream()
                    .map(Configuration.Key::name)
                    .toList();
            if (Store.exists(configuration.store())) {
                try (KeyPlace keys = KeyCommand.keys(options, gateway, terminal)) {
                    stored = keys.list(all);
                }
            }
        }
        Instant now = Instant.now();
        if (json) {
            terminal.out().println(json(stored, written, now));
        } else if (stored.isEmpty() && written.isEmpty()) {
            terminal.out().println("There are no keys. Make one with `gatehouse key new NAME`.");
        } else {
            terminal.out().print(table(stored, written, now));
        }
        return ExitCode.OK;
    }

    private static String json(List<StoredKey> stored, List<String> written, Instant now) {
        return Stream.concat(
                        stored.stream().map(key -> KeyJson.of(key, now)),
                        written.stream().map(KeyJson::configured))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String table(List<StoredKey> stored, List<String> written, Instant now) {
        boolean tenants = stored.stream().anyMatch(key -> !key.grant().tenant().isEmpty());
        Table table = tenants
                ? new Table("NAME", "TENANT", "STATE", "ROLES", "SCOPES", "EXPIRES", "LAST USE", "ID")
                : new Table("NAME", "STATE", "ROLES", "SCOPES", "EXPIRES", "LAST USE", "ID");
        for (StoredKey key : stored) {
            KeyGrant grant = key.grant();
            String roles = grant.roles().isEmpty() ? NONE : KeyText.sorted(grant.roles());
            String scopes = grant.scopes().isEmpty() ? NONE : KeyText.sorted(grant.scopes());
            String state = KeyJson.state(key, now);
            String expires = time(grant.expires());
            String used = time(key.lastUse());
            if (tenants) {
                String tenant = grant.tenant().isEmpty() ? NONE : grant.tenant();
                table.row(grant.name(), tenant, state, roles, scopes, expires, used, key.id());
            } else {
                table.row(grant.name(), state, roles, scopes, expires, used, key.id());
            }
        }
        for (String key : written) {
            if (tenants) {
                table.row(key, NONE, "active", NONE, NONE, NONE, NONE, "in the configuration file");
            } else {
                table.row(key, "active", NONE, NONE, NONE, NONE, "in the configuration file");
            }
        }
        return table.toString();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? NONE : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
