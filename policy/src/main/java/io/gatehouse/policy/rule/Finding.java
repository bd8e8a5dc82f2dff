package io.gatehouse.policy.rule;

/// What one rule says of a call, for people who ask why.
///
/// @param rule its name
/// @param shadow whether it only reports
/// @param kind how it applies
/// @param detail what it does, or why it does not apply; empty when there is no more to say
public record Finding(String rule, boolean shadow, Kind kind, String detail) {
    /// How a rule applies to a call.
    public enum Kind {
        /// Its patterns do not match the server, the tool or the door.
        OUT_OF_SCOPE("not for this tool or door"),
        /// It cannot be used for this tool, which is withheld.
        UNFIT("does not fit the tool"),
        /// Its condition is false.
        NO_MATCH("does not match"),
        /// An argument that it reads is not as it must be.
        WRONG_ARGUMENTS("refuses the arguments"),
        /// Its condition cannot be evaluated.
        FAILED("cannot be evaluated"),
        /// Its condition would cost too much with these arguments.
        TOO_COSTLY("costs too much to evaluate"),
        /// It denies the call.
        DENIES("denies"),
        /// It has a person agree.
        ASKS("needs somebody's word"),
        /// It changes arguments.
        NARROWS("narrows"),
        /// It narrows arguments that are within its limits already.
        WITHIN("has nothing to narrow");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /// For people.
        public String text() {
            return text;
        }
    }
}
