package io.gatehouse.policy.rule;

import io.gatehouse.policy.rule.ArgumentType.Items;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a rule narrows one argument.
public sealed interface ArgumentLimit {
    /// The argument as it may be sent.
    ///
    /// @param name of the argument, for messages
    /// @param value as it would be sent; null where it is absent
    /// @throws WrongArgumentsException when it cannot be narrowed
    @Nullable
    Slice applied(String name, @Nullable Slice value) throws WrongArgumentsException;

    /// Why arguments of this type cannot be narrowed so; empty when they can.
    String unfit(ArgumentType type);

    /// Always the same value.
    ///
    /// @param value JSON
    record Value(Slice value) implements ArgumentLimit {
        @Override
        public Slice applied(String name, @Nullable Slice ignored) {
            return value;
        }

        @Override
        public String unfit(ArgumentType type) {
            try {
                new ArgumentReader(ReadKeys.NONE).value("", value, type);
                return "";
            } catch (WrongArgumentsException wrong) {
                return "is not of the type of value";
            }
        }
    }

    /// A number that is not larger; one that is absent or `null` is set to it.
    record Max(BigDecimal most) implements ArgumentLimit {
        @Override
        public @Nullable Slice applied(String name, @Nullable Slice value) throws WrongArgumentsException {
            if (value == null || ArgumentReader.isNull(value)) {
                return written();
            }
            if (!ArgumentReader.number(value) || value.length() > ArgumentReader.MAX_DIGITS) {
                throw new WrongArgumentsException("The argument " + name + " must be a number.");
            }
            try {
                return new BigDecimal(value.text()).compareTo(most) > 0 ? written() : value;
            } catch (NumberFormatException extreme) {
                throw new WrongArgumentsException("The argument " + name + " must be a number.");
            }
        }

        private Slice written() {
            return Slice.of(most.toPlainString());
        }

        @Override
        public String unfit(ArgumentType type) {
            return switch (type.bare()) {
                case ArgumentType.Any any -> "";
                case ArgumentType.Decimal decimal -> "";
                case ArgumentType.Whole whole ->
                    most.stripTrailingZeros().scale() <= 0 ? "" : "is an integer, which max must be too";
                default -> "is no number, which max is for";
            };
        }
    }

    /// The first items of a list.
    record MaxItems(int most) implements ArgumentLimit {
        @Override
        public @Nullable Slice applied(String name, @Nullable Slice value) throws WrongArgumentsException {
            if (value == null || ArgumentReader.isNull(value)) {
                return value;
            }
            List<Slice> items = items(name, value);
            return items.size() <= most ? value : list(items.subList(0, most));
        }

        @Override
        public String unfit(ArgumentType type) {
            return type.bare() instanceof Items || type.bare() instanceof ArgumentType.Any
                    ? ""
                    : "is no list, which max-items is for";
        }
    }

    /// One of these values, or a list of which these items stay.
    ///
    /// @param values JSON
    record Allowed(List<Slice> values) implements ArgumentLimit {
        public Allowed {
            values = List.copyOf(values);
        }

        @Override
        public Slice applied(String name, @Nullable Slice value) throws WrongArgumentsException {
            if (value != null && value.first() == '[') {
                List<Slice> all = items(name, value);
                List<Slice> kept = all.stream().filter(this::holds).toList();
                if (!kept.isEmpty() || all.isEmpty()) {
                    return kept.size() == all.size() ? value : list(kept);
                }
            } else if (value != null && holds(value)) {
                return value;
            }
            throw new WrongArgumentsException("The argument " + name + " must be one of "
                    + values.stream().map(Slice::text).collect(Collectors.joining(", ")) + ".");
        }

        private boolean holds(Slice value) {
            return values.stream().anyMatch(allowed -> same(allowed, value));
        }

        @Override
        public String unfit(ArgumentType type) {
            ArgumentType bare = type.bare();
            ArgumentType items = bare instanceof Items list ? list.type() : bare;
            return values.stream()
                            .allMatch(value -> new Value(value).unfit(items).isEmpty())
                    ? ""
                    : "is not of the type of the allowed values";
        }
    }

    private static List<Slice> items(String name, Slice value) throws WrongArgumentsException {
        try {
            return Json.elements(value);
        } catch (MalformedJsonException none) {
            throw new WrongArgumentsException("The argument " + name + " must be a list.");
        }
    }

    private static Slice list(List<Slice> items) {
        return Slice.of(items.stream().map(Slice::text).collect(Collectors.joining(",", "[", "]")));
    }

    /// Whether two JSON values are the same, however they are spelled. Objects and lists are never allowed values.
    private static boolean same(Slice allowed, Slice value) {
        if (allowed.first() == '"') {
            return value.first() == '"' && Json.unquote(allowed).equals(Json.unquote(value));
        }
        if (ArgumentReader.number(allowed)
                && ArgumentReader.number(value)
                && value.length() <= ArgumentReader.MAX_DIGITS) {
            return number(allowed).compareTo(number(value)) == 0;
        }
        return allowed.equals(value);
    }

    private static BigDecimal number(Slice value) {
        return new BigDecimal(value.text());
    }
}
