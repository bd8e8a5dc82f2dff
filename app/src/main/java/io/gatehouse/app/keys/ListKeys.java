package io.gatehouse.app.keys;

import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Program;
import io.gatehouse.app.cli.Table;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.protocol.Json;
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
final class ListKeys implements Program.Action {
    private static final String NONE = "-";
    /// The columns that are left out where no key has anything there: tenants, and for whom keys act.
    private static final Set<Integer> OPTIONAL = Set.of(1, 5);

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--all", description = "Show revoked keys, too.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListKeys(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.loader(terminal).load();
        List<Configuration.Key> written = configuration.auth().keys();
        List<StoredKey> stored = Store.exists(configuration.store()) ? stored() : List.of();
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

    private List<StoredKey> stored() throws Exception {
        try (OpenStore store = OpenStore.existing(options, terminal)) {
            return store.keys().list().stream()
                    .filter(key -> all || key.revoked() == null)
                    .toList();
        }
    }

    private static String json(List<StoredKey> stored, List<Configuration.Key> written, Instant now) {
        return Stream.concat(
                        stored.stream().map(key -> KeyText.members(key, now)),
                        written.stream()
                                .map(key -> "{\"name\":" + Json.quote(key.name())
                                        + ",\"state\":\"active\",\"source\":\"configuration\"}"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String table(List<StoredKey> stored, List<Configuration.Key> written, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "TENANT", "STATE", "ROLES", "SCOPES", "ACTS FOR", "EXPIRES", "LAST USE", "ID"));
        for (StoredKey key : stored) {
            KeyGrant grant = key.grant();
            rows.add(List.of(
                    grant.name(),
                    grant.tenant().isEmpty() ? NONE : grant.tenant(),
                    KeyText.state(key, now),
                    listed(grant.roles()),
                    listed(grant.scopes()),
                    listed(grant.acting().actFor()),
                    time(grant.expires()),
                    time(key.lastUse()),
                    key.id()));
        }
        for (Configuration.Key key : written) {
            String acts = listed(key.actFor());
            rows.add(List.of(key.name(), NONE, "active", NONE, NONE, acts, NONE, NONE, "in the configuration file"));
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
