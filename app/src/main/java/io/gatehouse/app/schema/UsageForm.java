package io.gatehouse.app.schema;

import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Overload;
import io.gatehouse.policy.Quota;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.RepeatLimit;
import io.gatehouse.policy.Usage;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The section `usage`: how much callers may use.
final class UsageForm extends Form<UsageForm.Written> {
    private final Field<SharedSettings> shared = field(
            "shared",
            new SharedForm(),
            "Where several gateways count limits and quotas together. Default: each counts limits for itself.");
    private final Field<Map<String, Function<String, CallLimit>>> limits = field(
            "limits",
            named(new CallLimitForm()),
            Map.of(),
            "none",
            "Limits on how often tools, prompts, resources and models may be used, by name.");
    private final Field<Map<String, Function<String, ReachLimit>>> reach = field(
            "reach",
            named(new ReachForm()),
            Map.of(),
            "none",
            "Limits on how many different customers, files or recipients may be used, by name.");
    private final Field<Map<String, Function<String, RepeatLimit>>> repeats = field(
            "repeats",
            named(new RepeatForm()),
            Map.of(),
            "none: each tool has the defaults",
            "What happens when a session makes the same call again and again, by name. The first that covers a tool"
                    + " counts.");

    private final Field<Map<String, QuotaForm.Unnamed>> quotas = field(
            "quotas",
            Kinds.map("the name of a quota", ServerNames.PATTERN, new QuotaForm()),
            Map.of(),
            "none",
            "How many calls, tokens and how much cost are allowed in a day or a month, by name. They are counted in"
                    + " usage.shared, otherwise in the store.");
    private final Field<ZoneId> zone = field(
            "time-zone",
            Kinds.scalar("a time zone", Map.of("type", "string"), UsageForm::zone, "Write UTC or Europe/Berlin."),
            ZoneOffset.UTC,
            "UTC",
            "Time zone of the days and months of quotas.");

    private final Field<Integer> inFlight = field(
            "in-flight",
            Kinds.integer(1, 10_000_000),
            Overload.DEFAULT.calls(),
            "Maximum number of calls of tools, prompts and resources and requests to models in progress, of all callers"
                    + " together.");
    private final Field<Integer> bulk = field(
            "bulk-percent",
            Kinds.integer(1, 100),
            Overload.DEFAULT.bulkPercent(),
            "Percentage of in-flight that callers with `priority: bulk` may use together.");

    UsageForm() {
        super("How much callers may use.");
    }

    /// What the section says.
    ///
    /// @param shared where gateways count together; null where each counts for itself
    record Written(Usage usage, @Nullable SharedSettings shared) {
        static final Written NOTHING = new Written(Usage.UNLIMITED, null);
    }

    private static <T> Kind<Map<String, T>> named(Kind<T> values) {
        return Kinds.map("the name of a limit", ServerNames.PATTERN, values);
    }

    @Override
    Written build(Values written) {
        List<CallLimit> calls = made(written.get(limits));
        List<ReachLimit> values = made(written.get(reach));
        List<RepeatLimit> same = made(written.get(repeats));
        Set<String> names = new HashSet<>();
        calls.forEach(limit -> names.add(limit.name()));
        for (ReachLimit limit : values) {
            unique(names, limit.name(), reach, written);
        }
        for (RepeatLimit limit : same) {
            unique(names, limit.name(), repeats, written);
        }
        ZoneId days = written.get(zone);
        List<Quota> amounts = new ArrayList<>();
        written.get(quotas).forEach((name, quota) -> amounts.add(quota.named(name, days)));
        for (Quota quota : amounts) {
            unique(names, quota.name(), quotas, written);
        }
        same.add(RepeatLimit.DEFAULT);
        Overload overload = new Overload(written.get(inFlight), written.get(bulk), Set.of(), Set.of());
        return new Written(new Usage(calls, values, same, amounts, overload, Map.of()), written.find(shared));
    }

    private static @Nullable ZoneId zone(String text) {
        try {
            return text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    private static void unique(Set<String> names, String name, Field<?> field, Values values) {
        if (!names.add(name)) {
            values.error(field, "another limit is named " + Shown.quoted(name), "Give each limit its own name.");
        }
    }

    private static <T> List<T> made(Map<String, Function<String, T>> written) {
        List<T> all = new ArrayList<>();
        written.forEach((name, limit) -> all.add(limit.apply(name)));
        return all;
    }
}
