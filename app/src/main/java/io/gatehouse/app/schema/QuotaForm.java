package io.gatehouse.app.schema;

import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Per;
import io.gatehouse.policy.Period;
import io.gatehouse.policy.Quota;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A quota in `usage.quotas`. What it makes still wants a name and a time zone.
final class QuotaForm extends Form<QuotaForm.Unnamed> {
    private static final long MOST = 1_000_000_000_000L;
    private static final int NANO_DIGITS = 9;
    private static final Kind<Long> MANY = Kinds.scalar(
            "a whole number from 1 to " + MOST,
            Map.of(
                    "anyOf",
                    List.of(
                            Kinds.ordered("type", "integer", "minimum", 1, "maximum", MOST),
                            Kinds.ordered("type", "string", "pattern", "^[0-9]{1,13}$"),
                            Kinds.VARIABLE)),
            QuotaForm::number,
            "");
    private static final Kind<BigDecimal> COST = Kinds.scalar(
            "an amount above 0",
            Map.of(
                    "anyOf",
                    List.of(
                            Kinds.ordered("type", "number", "exclusiveMinimum", 0),
                            Kinds.ordered("type", "string", "pattern", "^[0-9]{1,7}(\\.[0-9]{1,9})?$"),
                            Kinds.VARIABLE)),
            text -> text.matches("[0-9]{1,7}(\\.[0-9]{1,9})?") && new BigDecimal(text).signum() > 0
                    ? new BigDecimal(text)
                    : null,
            "Write it in the currency of models.prices, such as 25 or 0.50.");

    private final Field<Long> calls =
            field("calls", MANY, "How many requests to models, or calls of tools, are allowed in the period.");
    private final Field<Long> tokens = field(
            "tokens",
            MANY,
            "How many tokens of models are allowed in the period: input, output, and those written to and read from"
                    + " caches.");
    private final Field<BigDecimal> cost =
            field("cost", COST, "How much models may cost in the period, by models.prices.");
    private final Field<Period> every = field(
            "every",
            Kinds.choice(words(Map.entry("day", Period.DAY), Map.entry("month", Period.MONTH))),
            Period.DAY,
            "day",
            "The period: day or month, in the time zone of usage.time-zone.");
    private final Field<List<Set<Per>>> per = field(
            "per",
            Kinds.listOrOne(Kinds.choice(words(
                    Map.entry("caller", Set.of(Per.CALLER)),
                    Map.entry("key", Set.of(Per.KEY)),
                    Map.entry("tenant", Set.of(Per.TENANT)),
                    Map.entry("model", Set.of(Per.TOOL)),
                    Map.entry("all", Set.of())))),
            List.of(Set.of(Per.CALLER)),
            "caller",
            "What has a quota of its own: each caller, key, tenant or model, or several of these together; all for one quota"
                    + " for everything.");
    private final Field<List<String>> models = field(
            "models",
            Kinds.listOrOne(CoverFields.name()),
            List.of(),
            "all, or none where tools is set",
            "Models whose requests it covers, as requests name them; * stands for any text.");
    private final Field<List<String>> tools = field(
            "tools",
            Kinds.listOrOne(CoverFields.name()),
            List.of(),
            "none",
            "Tools whose calls it covers, as their servers name them; * stands for any text. Only `calls` counts for"
                    + " tools.");
    private final Field<List<String>> servers = field(
            "servers",
            Kinds.listOrOne(CoverFields.name()),
            List.of("*"),
            "\"*\"",
            "Servers of these tools; * stands for any text.");

    QuotaForm() {
        super("How much may be used in a day or a month.");
    }

    @SafeVarargs
    private static <T> Map<String, T> words(Map.Entry<String, T>... entries) {
        Map<String, T> words = new LinkedHashMap<>();
        for (Map.Entry<String, T> entry : entries) {
            words.put(entry.getKey(), entry.getValue());
        }
        return words;
    }

    private static @Nullable Long number(String text) {
        Long number = text.matches("[0-9]{1,13}") ? Long.valueOf(text) : null;
        return number == null || number < 1 || number > MOST ? null : number;
    }

    /// What is written of a quota.
    interface Unnamed {
        Quota named(String name, ZoneId zone);
    }

    @Override
    @Nullable
    Unnamed build(Values values) {
        Long often = values.find(calls);
        Long many = values.find(tokens);
        BigDecimal dear = values.find(cost);
        if (often == null && many == null && dear == null) {
            values.error("limits nothing", "Set `calls`, `tokens` or `cost`.");
            return null;
        }
        List<String> called = values.get(tools);
        List<String> asked = values.get(models);
        if (!called.isEmpty() && (many != null || dear != null)) {
            values.error(
                    many != null ? tokens : cost,
                    "is counted for models only",
                    "Set `calls` for tools, and write another quota for models.");
            return null;
        }
        Covered covered = new Covered(
                values.get(servers),
                called,
                List.of(),
                List.of(),
                asked.isEmpty() && called.isEmpty() ? List.of("*") : asked);
        Quota.Most most = new Quota.Most(
                often == null ? Quota.UNLIMITED : often,
                many == null ? Quota.UNLIMITED : many,
                dear == null
                        ? Quota.UNLIMITED
                        : dear.movePointRight(NANO_DIGITS).longValueExact());
        Period period = values.get(every);
        Set<Per> counted = CoverFields.counted(values, per);
        return (name, zone) -> new Quota(name, covered, counted, period, zone, most);
    }
}
