package io.gatehouse.store.counts;

/// A bucket of tokens that fills evenly.
///
/// @param name by which all gateways know it
/// @param calls how many tokens come in a time
/// @param everyMicros that time, in microseconds
/// @param burst how many tokens it holds
public record Bucket(String name, long calls, long everyMicros, long burst) {
    /// What is in a bucket after a time, when nobody has taken any.
    ///
    /// @param tokens that were in it
    /// @param micros how long ago
    public double after(double tokens, long micros) {
        return Math.min(burst, tokens + Math.max(0, micros) * ((double) calls / everyMicros));
    }

    /// How long it takes until so many tokens have come, in microseconds, rounded up.
    public long microsFor(double tokens) {
        return (long) Math.ceil(Math.max(0, tokens) * everyMicros / calls);
    }
}
