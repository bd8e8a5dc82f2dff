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

    /// Both together.
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                input + other.input,
                output + other.output,
                cacheCreation + other.cacheCreation,
                cacheRead + other.cacheRead);
    }

    /// All of them.
    public long total() {
        return input + output + cacheCreation + cacheRead;
    }
}
