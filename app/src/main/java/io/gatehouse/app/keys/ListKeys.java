package io.gatehouse.app.keys;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Table;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.doors.admin.KeyJson;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
final class ListKeys implements Action {
    private static final String NONE = "-";
    /// The columns that are left out where no key has anything there: tenants, and for whom keys act.
    private static final Set<Integer> OPTIONAL = Set.of(1, 5);

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
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "TENANT", "STATE", "ROLES", "SCOPES", "ACTS FOR", "EXPIRES", "LAST USE", "ID"));
        for (StoredKey key : stored) {
            KeyGrant grant = key.grant();
            rows.add(List.of(
                    grant.name(),
                    grant.tenant().isEmpty() ? NONE : grant.tenant(),
                    KeyJson.state(key, now),
                    listed(grant.roles()),
                    listed(grant.scopes()),
                    listed(grant.acting().actFor()),
                    time(grant.expires()),
                    time(key.lastUse()),
                    key.id()));
        }
        for (String key : written) {
            rows.add(List.of(key, NONE, "active", NONE, NONE, NONE, NONE, NONE, "in the configuration file"));
        }
        Set<Integer> shown =
                new TreeSet<>(IntStream.range(0, rows.getFirst().size()).boxed().toList());
        shown.removeIf(column -> OPTIONAL.contains(column)
                && rows.stream().skip(1).allMatch(row -> row.get(column).equals(NONE)));
        Table table = new Table(cells(rows.getFirst(), shown));
        rows.stream().skip(1).forEach(row -> table.row(cells(row, shown)));
        return table.toString();
    }

    private static String[] cells(List<String> row, Set<Integer> shown) {
        return shown.stream().map(row::get).toArray(String[]::new);
    }

    private static String listed(Collection<String> names) {
        return names.isEmpty() ? NONE : KeyText.sorted(names);
    }

    private static String time(@Nullable Instant time) {
        return time == null ? NONE : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
