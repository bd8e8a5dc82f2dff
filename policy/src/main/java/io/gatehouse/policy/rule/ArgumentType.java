package io.gatehouse.policy.rule;

import java.util.Map;

/// The type of an argument, as far as rules can rely on it: what its JSON Schema says plainly. What a schema puts
/// together from several parts is [Any].
sealed interface ArgumentType {
    /// Whatever comes.
    ArgumentType ANY = new Any();

    /// Any JSON value.
    record Any() implements ArgumentType {}

    /// A string.
    record Text() implements ArgumentType {}

    /// An integer of 64 bits.
    record Whole() implements ArgumentType {}

    /// A number, as a double.
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

    /// A value of a type, or `null`.
    record OrNull(ArgumentType type) implements ArgumentType {}

    /// A member of an object.
    ///
    /// @param required whether it is always there
    record Member(ArgumentType type, boolean required) {
        /// One of which nothing is known.
        static final Member UNKNOWN = new Member(ANY, false);
    }
}
