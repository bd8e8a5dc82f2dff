package io.gatehouse.policy;

/// Arguments that a limit reads can be understood in two ways, or are of another type. The message says so to callers,
/// in whole sentences.
public final class UnfitValuesException extends Exception {
    private static final long serialVersionUID = 1;

    private final String limit;

    /// @param limit the name of the limit that reads them
    UnfitValuesException(String limit, String message) {
        super(message, null, false, false);
        this.limit = limit;
    }

    /// The name of the limit that reads them.
    public String limit() {
        return limit;
    }
}
