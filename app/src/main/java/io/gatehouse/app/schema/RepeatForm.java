package io.gatehouse.app.schema;

import io.gatehouse.policy.Covered;
import io.gatehouse.policy.RepeatLimit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A limit in `usage.repeats`. What it makes still wants a name.
final class RepeatForm extends Form<Function<String, RepeatLimit>> {
    private static final Kind<Integer> COUNT = Kinds.integer(0, 1_000_000);

    private final Field<Integer> slow = field(
            "slow-after",
            COUNT,
            RepeatLimit.DEFAULT.slowAfter(),
            "How often in a row a call may give the same result before each further one waits, 1 s at first and 5 s"
                    + " at most; 0 for never.");
    private final Field<Integer> stop = field(
            "stop-after",
            COUNT,
            RepeatLimit.DEFAULT.stopAfter(),
            RepeatLimit.DEFAULT.stopAfter() + ", and never for tools that only read",
            "How often in a row a call may give the same result before each further one is refused; 0 for never.");
    private final CoverFields cover = new CoverFields(this);

    RepeatForm() {
        super("What happens when a session makes the same call with the same result again and again.");
    }

    @Override
    @Nullable
    Function<String, RepeatLimit> build(Values values) {
        int slowed = values.get(slow);
        int stopped = values.get(stop);
        boolean reads = values.written(stop);
        Covered covered = cover.ofTools(values);
        cover.requireSome(values);
        if (values.written(slow) && slowed > 0 && stopped > 0 && stopped <= slowed) {
            values.warning(
                    slow,
                    "has no effect, because calls are refused after " + stopped,
                    "Write a lower number, or raise stop-after.");
        }
        return name -> new RepeatLimit(name, covered, slowed, stopped, reads);
    }
}
