package io.gatehouse.app.schema;

import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Per;
import io.gatehouse.policy.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A limit in `usage.limits`. What it makes still wants a name.
final class CallLimitForm extends Form<Function<String, CallLimit>> {
    private static final Kind<Integer> MANY = Kinds.integer(1, 10_000_000);

    private final Field<Integer> calls = field("calls", MANY, "How many calls are allowed in the time of `every`.");
    private final Field<Duration> every = field(
            "every",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(31)),
            Duration.ofMinutes(1),
            "The time of `calls`.");
    private final Field<Integer> burst = field(
            "burst",
            MANY,
            "How many of these calls may come at once; a lower number spreads them evenly. Default: as many as"
                    + " `calls`.");
    private final Field<Integer> concurrent = field("concurrent", MANY, "How many calls may run at the same time.");
    private final Field<Boolean> exact = field(
            "exact",
            Kinds.flag(),
            false,
            "false",
            "With usage.shared: whether each call asks for its token, instead of one that was taken in advance.");
    private final CoverFields cover;
    private final Field<List<Set<Per>>> per;
    private final Field<List<String>> prompts;
    private final Field<List<String>> resources;
    private final Field<List<String>> models;

    CallLimitForm() {
        super("A limit on how often something may be used, or how often at the same time.");
        cover = new CoverFields(this);
        per = cover.per();
        prompts = cover.more("prompts", "Prompts that it covers.");
        resources = cover.more("resources", "Resources that it covers, by their URIs.");
        models = cover.more(
                "models",
                "Models whose requests it covers, as requests name them. With any of these three, it covers"
                        + " tools only where `tools` is set.");
    }

    @Override
    @Nullable
    Function<String, CallLimit> build(Values values) {
        Integer often = values.find(calls);
        Integer together = values.find(concurrent);
        Integer atOnce = values.find(burst);
        Set<Per> counted = CoverFields.counted(values, per);
        cover.requireSome(values);
        if (values.broken() || values.strange(this)) {
            return null;
        }
        if (often == null && together == null) {
            values.error("limits nothing", "Set `calls`, `concurrent`, or both.");
            return null;
        }
        if (atOnce != null && (often == null || atOnce > often)) {
            values.error(burst, "must not be more than `calls`", "Lower it, or raise `calls`.");
            return null;
        }
        if (often == null && values.written(every)) {
            values.error(every, "needs `calls`", "Say how many calls are allowed in this time.");
            return null;
        }
        boolean each = values.get(exact);
        if (often == null && each) {
            values.error(exact, "needs `calls`", "Remove it: each gateway counts calls that run for itself.");
            return null;
        }
        Rate rate = often == null ? null : new Rate(often, values.get(every), atOnce == null ? often : atOnce);
        Covered covered = covered(values);
        return name -> new CallLimit(name, covered, counted, rate, together == null ? 0 : together, each);
    }

    private Covered covered(Values values) {
        List<String> some = values.get(prompts);
        List<String> uris = values.get(resources);
        List<String> named = values.get(models);
        boolean others = !some.isEmpty() || !uris.isEmpty() || !named.isEmpty();
        return new Covered(
                cover.servers(values),
                others && !cover.namesTools(values) ? List.of() : cover.tools(values),
                some,
                uris,
                named);
    }
}
