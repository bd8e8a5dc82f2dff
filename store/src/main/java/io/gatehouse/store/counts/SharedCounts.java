package io.gatehouse.store.counts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts that several gateways share, by the clock of the server that keeps them. Every method waits for that server,
/// within bounds. Safe for use by several threads.
public interface SharedCounts extends AutoCloseable {
    /// Takes tokens out of buckets, or puts some back; each bucket by itself.
    ///
    /// @return what came of each, in the same order
    List<TokenGrant> take(List<TokenAsk> asks) throws CountsAwayException;

    /// Notes values that are used: all of them, or none.
    ///
    /// @return how long it takes until there may be room for them, in microseconds; 0 when they were noted
    long touch(ValuesAsk ask) throws CountsAwayException;

    /// Adds to sums: to all of them, or to none.
    ///
    /// @return the first sum that would become too large, as it is; null when all were changed
    @Nullable
    Sum charge(List<Charge> charges) throws CountsAwayException;

    /// Sums whose names begin so, in the order of their names; at most 10,000.
    List<Sum> sums(String prefix) throws CountsAwayException;

    /// Says that a gateway is there, and forgets what is over.
    ///
    /// @param id of the gateway
    /// @param life for how long that holds
    /// @return how many are there with it
    int present(String id, Duration life) throws CountsAwayException;

    /// Says that a gateway is there no more.
    void absent(String id) throws CountsAwayException;

    /// Ends the connections.
    @Override
    void close();
}
