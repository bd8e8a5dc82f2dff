package io.gatehouse.policy;

import java.util.Locale;

/// Whose word a call needs before it runs, the strictest last.
public enum Agreement {
    /// Nobody's.
    NONE,
    /// That of the model alone: it has to make the call twice, and is shown the first time what would happen.
    MODEL,
    /// That of the person behind the call. Where that person cannot be asked, that of somebody else.
    CONFIRM,
    /// That of somebody else than the caller.
    APPROVE;

    /// As it is written: `none`, `confirm-model`, `confirm` or `approve`.
    public String label() {
        return this == MODEL ? "confirm-model" : name().toLowerCase(Locale.ROOT);
    }
}
