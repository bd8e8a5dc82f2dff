package io.gatehouse.http;

import java.time.Duration;

/// Ranges of settings.
public final class Checks {

    private Checks() {}

    public static void positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be more than 0, not " + value);
        }
    }

    public static void positive(String what, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(what + " must be more than 0, not " + value);
        }
    }
}
