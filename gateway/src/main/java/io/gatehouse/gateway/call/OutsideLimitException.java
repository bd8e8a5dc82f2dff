package io.gatehouse.gateway.call;

/// As many outside servers are in use as may be at once.
public final class OutsideLimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message which bound was reached and what to do, in whole sentences
    public OutsideLimitException(String message) {
        super(message, null, false, false);
    }

    /// All callers together have this many servers of their own.
    public static OutsideLimitException ofAll(int most) {
        return new OutsideLimitException(
                "the limit of " + most + " servers that requests name by address is reached; try again in a moment");
    }

    /// What these servers list takes this many bytes.
    public static OutsideLimitException ofBytes(long most) {
        return new OutsideLimitException("the lists of all servers that requests name by address take more than " + most
                + " bytes; try again in a moment");
    }

    /// One caller has this many servers of its own.
    public static OutsideLimitException ofCaller(int most) {
        return new OutsideLimitException(
                "the limit of " + most + " servers that one caller names by address is reached; wait until calls end");
    }
}
