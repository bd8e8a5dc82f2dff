package io.gatehouse.gateway.person;

import io.gatehouse.protocol.ObjectView;
import org.jspecify.annotations.Nullable;

/// What came of a question to a person. There is always one of these, and only one.
public sealed interface PersonAnswer {
    /// The person agrees.
    ///
    /// @param content what was filled in, an object that fits what was asked; empty for an address to open
    record Accepted(ObjectView content) implements PersonAnswer {
        /// The value of the option that was chosen; null when the question was no choice.
        public @Nullable String choice() {
            return content.string(Elicitation.CHOICE);
        }
    }

    /// The person refuses.
    record Declined() implements PersonAnswer {}

    /// The person dismissed the question or left, or what came does not answer it.
    record Cancelled() implements PersonAnswer {}

    /// Nobody can be asked.
    ///
    /// @param why for operators and callers, a clause without a full stop
    record Unreachable(String why) implements PersonAnswer {}

    /// Nobody answered in time.
    record TooLate() implements PersonAnswer {}
}
