package io.gatehouse.app.schema;

import io.gatehouse.policy.rule.ArgumentLimit;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a rule narrows an argument: one of several ways.
final class ArgumentLimitForm extends Form<ArgumentLimit> {
    private static final BigDecimal LARGEST = new BigDecimal("1e15");
    private static final int MOST_DIGITS = 30;
    private static final int MOST_ITEMS = 1_000_000;

    private static final Map<String, Object> NUMBER = Map.of(
            "anyOf",
            List.of(
                    Map.of("type", "number"),
                    Kinds.ordered("type", "string", "pattern", "^[+-]?[0-9.]{1,30}([eE][+-]?[0-9]{1,3})?$"),
                    Kinds.VARIABLE));

    private final Field<Slice> value =
            field("value", new JsonKind(), "The argument always has this value, whatever the model says.");
    private final Field<BigDecimal> max = field(
            "max",
            Kinds.scalar("a number from -1e15 to 1e15", NUMBER, ArgumentLimitForm::number, ""),
            "A larger number becomes this one. An absent one is set to it.");
    private final Field<Integer> maxItems =
            field("max-items", Kinds.integer(0, MOST_ITEMS), "Items of a list after this many are removed.");
    private final Field<List<Slice>> allowed = field(
            "allowed",
            Kinds.list(new JsonKind()),
            "The values that are allowed. Of a list, other items are removed. A call without an allowed value is"
                    + " refused.");

    ArgumentLimitForm() {
        super("How an argument is narrowed: exactly one of these.");
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            BigDecimal read = text.length() > MOST_DIGITS ? null : new BigDecimal(text);
            boolean usable = read != null && read.abs().compareTo(LARGEST) <= 0 && read.scale() <= MOST_DIGITS;
            return usable ? read : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    @Override
    @Nullable
    ArgumentLimit build(Values values) {
        Slice fixed = values.find(value);
        BigDecimal most = values.find(max);
        Integer items = values.find(maxItems);
        List<Slice> some = values.find(allowed);
        List<ArgumentLimit> all = Stream.<@Nullable ArgumentLimit>of(
                        fixed == null ? null : new ArgumentLimit.Value(fixed),
                        most == null ? null : new ArgumentLimit.Max(most),
                        items == null ? null : new ArgumentLimit.MaxItems(items),
                        some == null ? null : new ArgumentLimit.Allowed(some))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        if (values.broken()) {
            return null;
        }
        if (all.size() != 1) {
            values.error(
                    "must have exactly one of value, max, max-items and allowed",
                    "Use several rules for several limits.");
            return null;
        }
        boolean nested = some != null && some.stream().anyMatch(each -> each.first() == '{' || each.first() == '[');
        if (nested || some != null && some.isEmpty()) {
            values.error(allowed, "must be a list of strings, numbers or truth values", "");
            return null;
        }
        return all.getFirst();
    }
}
