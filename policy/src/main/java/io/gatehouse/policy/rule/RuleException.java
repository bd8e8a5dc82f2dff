package io.gatehouse.policy.rule;

/// A rule cannot be used. The message says why, as a clause without a full stop.
final class RuleException extends Exception {
    private static final long serialVersionUID = 1;

    RuleException(String message) {
        super(message, null, false, false);
    }
}
