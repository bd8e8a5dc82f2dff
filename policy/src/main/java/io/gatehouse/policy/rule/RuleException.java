package io.gatehouse.policy.rule;

/// A rule cannot be used. The message says why, as a clause without a full stop.
final class RuleException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean costly;

    RuleException(String message) {
        this(message, false);
    }

    /// @param costly whether that is because it costs too much
    RuleException(String message, boolean costly) {
        super(message, null, false, false);
        this.costly = costly;
    }

    /// Whether evaluating it costs too much.
    boolean costly() {
        return costly;
    }
}
