package io.gatehouse.policy.rule;

import java.util.Map;

/// The type of an argument, as far as rules can rely on it: what its JSON Schema says plainly. What a schema puts
/// together from several parts is [Any].
sealed interface ArgumentType {
    /// Whatever comes.
    ArgumentType ANY = new Any();

    /// The type without [OrNull].
    default ArgumentType bare() {
        return this instanceof OrNull(ArgumentType type) ? type : this;
    }

    /// Any JSON value.
    record Any() implements ArgumentType {}

    /// A string.
    record Text() implements ArgumentType {}

    /// An integer of 64 bits.
    record Whole() implements ArgumentType {}

    /// A number that a double holds as it is written.
    record Decimal() implements ArgumentType {}

    /// True or false.
    record Flag() implements ArgumentType {}

    /// A list of values of one type.
    record Items(ArgumentType type) implements ArgumentType {}

    /// An object with any keys, whose values have one type.
    record Values(ArgumentType type) implements ArgumentType {}

    /// An object with known members; others are [Any].
    record Members(Map<String, Member> members) implements ArgumentType {
        public Members {
            members = Map.copyOf(members);
        }
    }

    /// A value of a type, or `null`. For conditions, `null` as an argument or as a known member of one is an absent
    /// one.
    record OrNull(ArgumentType type) implements ArgumentType {}

    /// A member of an object.
    ///
    /// @param required whether it is always there
    record Member(ArgumentType type, boolean required) {
        /// One of which nothing is known.
        static final Member UNKNOWN = new Member(ANY, false);

        /// Whether there is always a value other than `null`.
        boolean always() {
            return required && !(type instanceof OrNull);
        }

        /// Whether `null` says that it is absent.
        boolean absentAsNull() {
            return type instanceof OrNull || type instanceof Any && !required;
        }
    }
}
