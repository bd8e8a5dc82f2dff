package io.gatehouse.doors.messages.api;

import java.util.concurrent.atomic.AtomicBoolean;

/// The tokens that are counted for one answer: a number that no model can use counts as nothing, so that sums over all
/// requests only grow.
final class CountedTokens {
    /// The most that one answer can have used.
    static final long MOST = 1_000_000_000_000L;

    private static final System.Logger LOG = System.getLogger(CountedTokens.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private CountedTokens() {}

    /// What counts of the tokens that a provider tells of.
    static TokenUsage of(TokenUsage told, String provider) {
        TokenUsage counted = new TokenUsage(
                counted(told.input()),
                counted(told.output()),
                counted(told.cacheCreation()),
                counted(told.cacheRead()));
        if (!counted.equals(told) && TOLD.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The provider " + provider + " reports more than " + MOST
                            + " tokens for one answer. Such numbers count as 0. This is logged once.");
        }
        return counted;
    }

    private static long counted(long tokens) {
        return tokens > MOST ? 0 : tokens;
    }
}
