package io.gatehouse.policy;

import java.time.Duration;

/// What came of claims.
public sealed interface Taken {
    /// All were met.
    ///
    /// @param permit is released when what claimed them has ended
    record Granted(Permit permit) implements Taken {}

    /// One was not met, and nothing was taken.
    ///
    /// @param limit the name of what refused it
    /// @param why what was reached
    /// @param retryAfter from when on it may be met
    record Refused(String limit, Why why, Duration retryAfter) implements Taken {}

    /// What was reached.
    enum Why {
        /// The rate.
        RATE,
        /// The number of those that may run at the same time.
        CONCURRENT,
        /// The number of different values.
        VALUES,
        /// The gateway's own bound on what it counts.
        FULL,
        /// The end of the time in which it is counted without what keeps the count.
        AWAY
    }
}
