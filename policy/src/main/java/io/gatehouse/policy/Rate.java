package io.gatehouse.policy;

import java.time.Duration;

/// How often something may happen: a bucket of tokens that fills evenly, of which each use takes one.
///
/// @param calls how many tokens come in a time, 1 or more
/// @param every that time
/// @param burst how many tokens the bucket holds, from 1 to `calls`
public record Rate(int calls, Duration every, int burst) {
    public Rate {
        if (calls < 1 || burst < 1 || burst > calls || every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a rate has 1 call or more, and a burst of no more than its calls");
        }
    }

    /// How long it takes until there is one more token, in nanoseconds, rounded up.
    long interval() {
        return Math.ceilDiv(every.toNanos(), calls);
    }

    /// How long it takes to fill an empty bucket but for one token, in nanoseconds.
    long tolerance() {
        return (burst - 1) * interval();
    }
}
