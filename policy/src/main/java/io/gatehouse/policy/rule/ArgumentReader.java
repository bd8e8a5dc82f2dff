package io.gatehouse.policy.rule;

import dev.cel.common.values.NullValue;
import io.gatehouse.policy.rule.ArgumentType.Member;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the values that CEL works with of the arguments that rules read, and judges them on the way: no key twice at
/// any depth, none that could be taken for another one, and the types that the schema says.
final class ArgumentReader {
    /// The most bytes of arguments that rules read of one call.
    static final int MAX_BYTES = 65_536;

    /// How deep such an argument may nest.
    static final int MAX_DEPTH = 32;

    /// The longest number, in characters: reading more digits takes more than linear time.
    static final int MAX_DIGITS = 100;

    private final ReadKeys keys;

    /// @param keys that conditions read of objects
    ArgumentReader(ReadKeys keys) {
        this.keys = keys;
    }

    /// The value of an argument.
    ///
    /// @param name of the argument, for messages
    Object value(String name, Slice value, ArgumentType type) throws WrongArgumentsException {
        return read(name, value, type, 1);
    }

    /// An object that nobody has to judge: annotations of a tool say.
    static Map<String, Object> lenient(@Nullable ObjectView object) {
        ArgumentReader reader = new ArgumentReader(ReadKeys.NONE);
        Map<String, Object> values = new HashMap<>();
        if (object != null) {
            for (int index = 0; index < object.size(); index++) {
                try {
                    values.put(object.key(index), reader.value("", object.value(index), ArgumentType.ANY));
                } catch (WrongArgumentsException unreadable) {
                    // A hint that cannot be read is none.
                }
            }
        }
        return values;
    }

    private Object read(String path, Slice value, ArgumentType type, int depth) throws WrongArgumentsException {
        if (depth > MAX_DEPTH) {
            throw wrong(path, "nests more than " + MAX_DEPTH + " levels deep");
        }
        return switch (type) {
            case ArgumentType.Any any -> any(path, value, depth);
            case ArgumentType.OrNull orNull ->
                isNull(value) ? NullValue.NULL_VALUE : read(path, value, orNull.type(), depth);
            case ArgumentType.Text text -> {
                require(path, value.first() == '"', "a string");
                yield Json.unquote(value);
            }
            case ArgumentType.Flag flag -> {
                require(path, value.first() == 't' || value.first() == 'f', "true or false");
                yield value.first() == 't';
            }
            case ArgumentType.Whole whole -> whole(path, value);
            case ArgumentType.Decimal decimal -> {
                require(path, number(value), "a number");
                yield decimal(path, value);
            }
            case ArgumentType.Items items -> {
                require(path, value.first() == '[', "a list");
                yield list(path, value, items.type(), depth);
            }
            case ArgumentType.Values values -> {
                require(path, value.first() == '{', "an object");
                yield object(path, value, Map.of(), values.type(), depth);
            }
            case ArgumentType.Members members -> {
                require(path, value.first() == '{', "an object");
                yield object(path, value, members.members(), ArgumentType.ANY, depth);
            }
        };
    }

    private Object any(String path, Slice value, int depth) throws WrongArgumentsException {
        return switch (value.first()) {
            case '"' -> Json.unquote(value);
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> NullValue.NULL_VALUE;
            case '[' -> list(path, value, ArgumentType.ANY, depth);
            case '{' -> object(path, value, Map.of(), ArgumentType.ANY, depth);
            default -> {
                Long whole = exact(path, value);
                // Not `? :`, which would make a double of both.
                if (whole != null) {
                    yield whole;
                }
                yield decimal(path, value);
            }
        };
    }

    private List<Object> list(String path, Slice value, ArgumentType items, int depth) throws WrongArgumentsException {
        List<Object> list = new ArrayList<>();
        try {
            for (Slice element : Json.elements(value)) {
                list.add(read(path, element, items, depth + 1));
            }
        } catch (MalformedJsonException malformed) {
            throw wrong(path, "is not a JSON list");
        }
        return list;
    }

    private Map<String, Object> object(
            String path, Slice value, Map<String, Member> members, ArgumentType others, int depth)
            throws WrongArgumentsException {
        ObjectView view;
        try {
            view = ObjectView.read(value);
        } catch (MalformedJsonException duplicate) {
            throw wrong(path, "has a key twice" + named(duplicate));
        }
        if (keys.ambiguous(view, members)) {
            throw wrong(path, "has another spelling of one of its keys");
        }
        Map<String, Object> values = HashMap.newHashMap(view.size());
        for (int index = 0; index < view.size(); index++) {
            String key = view.key(index);
            Member member = members.get(key);
            if (member != null && member.absentAsNull() && isNull(view.value(index))) {
                continue;
            }
            // A key that the schema does not know is the caller's own text.
            values.put(
                    key,
                    member == null
                            ? read(path, view.value(index), others, depth + 1)
                            : read(path + "." + key, view.value(index), member.type(), depth + 1));
        }
        for (Map.Entry<String, Member> member : members.entrySet()) {
            if (member.getValue().required() && !view.has(member.getKey())) {
                throw new WrongArgumentsException("The argument " + path + "." + member.getKey() + " is required.");
            }
        }
        return values;
    }

    private static Long whole(String path, Slice value) throws WrongArgumentsException {
        Long whole = number(value) ? exact(path, value) : null;
        require(path, whole != null, "an integer of at most 64 bits");
        return Objects.requireNonNull(whole);
    }

    /// The integer that a number is, however it is written; null when it is none of 64 bits.
    private static @Nullable Long exact(String path, Slice value) throws WrongArgumentsException {
        try {
            return digits(path, value).longValueExact();
        } catch (ArithmeticException none) {
            return null;
        }
    }

    /// The double that is written. Another number that only comes nearest to it would compare as that one.
    private static Double decimal(String path, Slice value) throws WrongArgumentsException {
        BigDecimal written = digits(path, value);
        double read = written.doubleValue();
        if (Double.isInfinite(read)) {
            throw wrong(path, "is too large a number");
        }
        boolean exact = new BigDecimal(Double.toString(read)).compareTo(written) == 0
                || new BigDecimal(read).compareTo(written) == 0;
        if (!exact) {
            throw wrong(path, "is a number with more digits than a double holds");
        }
        return read;
    }

    /// @throws WrongArgumentsException when it is longer than [#MAX_DIGITS]
    private static BigDecimal digits(String path, Slice value) throws WrongArgumentsException {
        if (value.length() > MAX_DIGITS) {
            throw wrong(path, "has more than " + MAX_DIGITS + " digits");
        }
        try {
            return new BigDecimal(value.text());
        } catch (NumberFormatException extreme) {
            throw wrong(path, "is too large a number");
        }
    }

    /// Whether it is `null`.
    static boolean isNull(Slice value) {
        return value.first() == 'n';
    }

    /// Whether it is a JSON number.
    static boolean number(Slice value) {
        return value.first() == '-' || value.first() >= '0' && value.first() <= '9';
    }

    /// The key that an object has twice, as the end of a clause.
    static String named(MalformedJsonException duplicate) {
        String told = String.valueOf(duplicate.getMessage());
        int start = told.indexOf('"');
        return start < 0 ? "" : ": " + told.substring(start, told.lastIndexOf('"') + 1);
    }

    private static void require(String path, boolean right, String what) throws WrongArgumentsException {
        if (!right) {
            throw wrong(path, "must be " + what);
        }
    }

    private static WrongArgumentsException wrong(String path, String how) {
        return new WrongArgumentsException("The argument " + path + " " + how + ".");
    }
}
