package io.gatehouse.app.schema;

import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Per;
import io.gatehouse.policy.ReachLimit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A limit in `usage.reach`. What it makes still wants a name.
final class ReachForm extends Form<Function<String, ReachLimit>> {
    private static final Pattern PATH =
            Pattern.compile("[^.\\x00-\\x1f\\x7f]{1,128}(?:\\.[^.\\x00-\\x1f\\x7f]{1,128}){0,7}");

    private final Field<String> argument = field(
            "argument",
            Kinds.text("the name of an argument", PATH, ""),
            "The argument whose values are counted. customer.id names a member of an object; each entry of a list is"
                    + " a value.");
    private final Field<Integer> values =
            field("values", Kinds.integer(1, 10_000), "How many different values are allowed.");
    private final Field<Duration> every = field(
            "every",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(31)),
            Duration.ofHours(1),
            "How long a value counts after its last use.");
    private final CoverFields cover;
    private final Field<List<Set<Per>>> per;

    ReachForm() {
        super("A limit on how many different values of an argument may be used: customers, files, recipients.");
        cover = new CoverFields(this);
        per = cover.per();
    }

    @Override
    @Nullable
    Function<String, ReachLimit> build(Values written) {
        String path = written.require(argument, "Name the argument whose values are counted.");
        Integer most = written.require(values, "Say how many different values are allowed.");
        if (path == null || most == null) {
            return null;
        }
        Duration time = written.get(every);
        Set<Per> counted = CoverFields.counted(written, per);
        cover.requireSome(written);
        Covered covered = cover.ofTools(written);
        return name -> new ReachLimit(name, covered, counted, List.of(path.split("\\.")), most, time);
    }
}
