package io.gatehouse.doors.messages.api;

/// Tokens that model calls used.
///
/// @param input read anew, not from a cache
/// @param output written
/// @param cacheCreation read and put into the provider's cache
/// @param cacheRead read from the provider's cache
public record TokenUsage(long input, long output, long cacheCreation, long cacheRead) {

    /// No tokens at all.
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

    /// Providers write what they like: less than nothing counts as nothing.
    public TokenUsage {
        input = Math.max(0, input);
        output = Math.max(0, output);
        cacheCreation = Math.max(0, cacheCreation);
        cacheRead = Math.max(0, cacheRead);
    }

    /// Both together.
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                sum(input, other.input),
                sum(output, other.output),
                sum(cacheCreation, other.cacheCreation),
                sum(cacheRead, other.cacheRead));
    }

    /// All of them.
    public long total() {
        return sum(sum(input, output), sum(cacheCreation, cacheRead));
    }

    /// The sum of two numbers, at least 0 each, or the largest number where it would be larger.
    public static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
