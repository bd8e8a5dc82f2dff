package io.gatehouse.doors.messages.api;

/// What an answer has used that broke off before its provider told it.
public final class PartialUsage {
    /// About what an event has around the text in it.
    private static final long AROUND = 120;

    private static final long BYTES_PER_TOKEN = 4;

    private PartialUsage() {}

    /// About how many tokens a text has.
    public static long tokens(long bytes) {
        return Math.ceilDiv(bytes, BYTES_PER_TOKEN);
    }

    /// What was told, with the output that was seen.
    ///
    /// @param told by the provider so far
    /// @param parts how many parts of the answer have come, each at least a token
    /// @param bytes of the stream after the first of them
    public static TokenUsage of(TokenUsage told, long parts, long bytes) {
        long seen = parts == 0 ? 0 : Math.max(parts, tokens(Math.max(0, bytes - parts * AROUND)));
        return new TokenUsage(told.input(), Math.max(told.output(), seen), told.cacheCreation(), told.cacheRead());
    }
}
