package io.gatehouse.gateway;

/// As many outside servers are in use as may be at once.
public final class OutsideLimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutsideLimitException(int most) {
        super(
                "all " + most + " servers that requests may name by address at once are in use; try again in a moment",
                null,
                false,
                false);
    }
}
