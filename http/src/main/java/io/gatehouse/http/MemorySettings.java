package io.gatehouse.http;

import java.time.Duration;

/// How much memory bodies in flight may hold.
///
/// @param requestBytes what the bodies of requests hold together; 1 or more
/// @param answerBytes what answers hold together that are being read or sent; 1 or more
/// @param callerPercent how much of what others leave of each one caller may hold, 1 to 100
/// @param requestWait how long a request waits for room
/// @param answerWait how long an answer is left unread for want of room
public record MemorySettings(
        long requestBytes, long answerBytes, int callerPercent, Duration requestWait, Duration answerWait) {

    /// The usual share of the heap for requests, and for answers.
    public static final int PERCENT = 12;

    /// 12 percent of the heap each, half of it for one caller; a request waits 1 s, an answer 10 s.
    public static final MemorySettings DEFAULT =
            new MemorySettings(share(PERCENT), share(PERCENT), 50, Duration.ofSeconds(1), Duration.ofSeconds(10));

    /// So much of the heap, in bytes.
    public static long share(int percent) {
        return Runtime.getRuntime().maxMemory() / 100 * percent;
    }

    public MemorySettings {
        Checks.positive("the memory for requests", requestBytes);
        Checks.positive("the memory for answers", answerBytes);
        if (callerPercent < 1 || callerPercent > 100) {
            throw new IllegalArgumentException("the share of a caller must be 1 to 100 percent");
        }
    }
}
