package io.gatehouse.gateway;

/// As many outside servers are in use as may be at once.
public final class OutsideLimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutsideLimitException(String message) {
        super(message, null, false, false);
    }

    static OutsideLimitException ofAll(int most) {
        return new OutsideLimitException(
                "all " + most + " servers that requests may name by address at once are in use; try again in a moment");
    }

    static OutsideLimitException ofBytes(long most) {
        return new OutsideLimitException("the lists of all servers that requests name by address take more than " + most
                + " bytes; try again in a moment");
    }

    static OutsideLimitException ofCaller(int most) {
        return new OutsideLimitException(
                "all " + most + " servers that one caller may name by address at once are in use; let calls end first");
    }
}
