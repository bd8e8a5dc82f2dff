package io.gatehouse.app.quotas;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Table;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.gateway.approval.SafeText;
import io.gatehouse.gateway.usage.QuotaUse;
import io.gatehouse.policy.Usage;
import io.gatehouse.protocol.Json;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.SharedCounts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `gatehouse usage`.
@Command(
        name = "usage",
        header = "Show what callers have used of quotas.",
        description = {
            "Reads what is counted in usage.shared or in the store of the configuration, of the",
            "present day or month and of the one before, which is kept for a day."
        },
        footer = {"", "Examples:", "  gatehouse usage", "  gatehouse usage --json"})
public final class UsageCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public UsageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<QuotaUse> all = used(options.loader(terminal).load());
        if (json) {
            terminal.out().println(all.stream().map(UsageCommand::json).collect(Collectors.joining(",", "[", "]")));
        } else if (all.isEmpty()) {
            terminal.out().println("Nothing was used of any quota.");
        } else {
            terminal.out().print(table(all));
        }
        return ExitCode.OK;
    }

    private static List<QuotaUse> used(Configuration configuration) {
        Usage usage = configuration.auth().usage();
        try (LateStore store = new LateStore(configuration.store())) {
            if (configuration.shared() == null && !store.exists()) {
                return List.of();
            }
            try (SharedCounts counts = Counts.open(configuration.shared(), store)) {
                return counts.sums(QuotaUse.PREFIX).stream()
                        .map(sum -> QuotaUse.of(sum, usage))
                        .filter(Objects::nonNull)
                        .toList();
            }
        } catch (CountsAwayException away) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(away.getMessage()));
        }
    }

    private static Table table(List<QuotaUse> all) {
        Table table = new Table("QUOTA", "PERIOD", "OF", "USED", "LIMIT", "BY");
        for (QuotaUse use : all) {
            table.row(
                    use.quota(),
                    use.period(),
                    use.unit(),
                    use.used(),
                    Objects.requireNonNullElse(use.most(), "-"),
                    use.who().isEmpty() ? "all" : SafeText.name(use.who()));
        }
        return table;
    }

    private static String json(QuotaUse use) {
        return "{\"quota\":" + Json.quote(use.quota())
                + ",\"period\":" + Json.quote(use.period())
                + ",\"unit\":" + Json.quote(use.unit())
                + ",\"used\":" + use.used()
                + ",\"limit\":" + number(use.most())
                + ",\"by\":" + Json.quote(use.who())
                + "}";
    }

    private static String number(@Nullable String most) {
        return most == null ? "null" : most;
    }
}
