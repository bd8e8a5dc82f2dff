package io.gatehouse.policy;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.OtherSpellings;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the values of an argument out of the arguments of a call, in a form in which equal values are equal: `1`,
/// `1.0` and `"1"` are one value. What could be read in two ways is refused.
public final class ArgumentValues {
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_DIGITS = 100;

    private static final String WRONG = " must be a string, a number, true, false, or a list of these. Correct it.";

    private final String limit;
    private final String written;
    private final List<String> path;
    private final int most;
    private final Set<ValueDigest> values = new HashSet<>();

    private ArgumentValues(ReachLimit limit) {
        this.limit = limit.name();
        this.written = limit.written();
        this.path = limit.argument();
        this.most = limit.values();
    }

    /// The different values; none where the argument is absent or null. The items of a list are values of their own.
    ///
    /// @param arguments as they are sent, JSON; null where there are none
    /// @throws UnfitValuesException when they can be read in two ways, or are of another type
    public static Set<ValueDigest> of(ReachLimit limit, @Nullable Slice arguments) throws UnfitValuesException {
        ArgumentValues read = new ArgumentValues(limit);
        if (arguments != null) {
            try {
                read.read(arguments, 0);
            } catch (MalformedJsonException twice) {
                throw read.unfit("An object in the arguments has the same key twice on the way to " + limit.written()
                        + ". Send each key once.");
            }
        }
        return read.values;
    }

    private void read(Slice value, int depth) throws MalformedJsonException, UnfitValuesException {
        byte first = value.first();
        if (first == 'n') {
            return;
        }
        if (first == '[' && depth > 0) {
            for (Slice element : Json.elements(value)) {
                if (element.first() == '[') {
                    throw unfit("The argument " + written + WRONG);
                }
                read(element, depth);
            }
        } else if (depth < path.size()) {
            if (first != '{') {
                throw unfit("The arguments must be objects on the way to " + written + ". Correct them.");
            }
            member(ObjectView.read(value), depth);
        } else {
            values.add(ValueDigest.of(canonical(value)));
            if (values.size() > most) {
                throw unfit("This call uses more than " + most + " different values of " + written
                        + ", more than the limit allows in all. Use fewer.");
            }
            if (values.size() > MOST_VALUES) {
                throw unfit(
                        "The argument " + written + " has more than " + MOST_VALUES + " values. Send fewer at once.");
            }
        }
    }

    private void member(ObjectView object, int depth) throws MalformedJsonException, UnfitValuesException {
        String wanted = path.get(depth);
        for (int index = 0; index < object.size(); index++) {
            String key = object.key(index);
            if (key.equals(wanted)) {
                read(object.value(index), depth + 1);
            } else if (OtherSpellings.has(key, List.of(wanted))) {
                throw unfit("The arguments have a key that is another spelling of " + wanted + ". Write it as " + wanted
                        + ".");
            }
        }
    }

    private String canonical(Slice value) throws UnfitValuesException {
        return switch (value.first()) {
            case '"' -> Json.unquote(value);
            case 't', 'f' -> value.text();
            case '{' -> throw unfit("The argument " + written + WRONG);
            default -> number(value);
        };
    }

    private UnfitValuesException unfit(String why) {
        return new UnfitValuesException(limit, why);
    }

    private String number(Slice value) throws UnfitValuesException {
        if (value.length() <= MOST_DIGITS) {
            try {
                BigDecimal number = new BigDecimal(value.text()).stripTrailingZeros();
                if (Math.abs((long) number.scale()) <= MOST_DIGITS) {
                    return number.toPlainString();
                }
            } catch (NumberFormatException tooLarge) {
                // Its exponent is no int.
            }
        }
        throw unfit("The argument " + written + " is a number of more than " + MOST_DIGITS
                + " digits. Send it as a string.");
    }
}
