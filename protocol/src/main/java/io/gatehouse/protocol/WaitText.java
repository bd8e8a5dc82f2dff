package io.gatehouse.protocol;

import java.time.Duration;

/// A time as people and models are told it.
public final class WaitText {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private WaitText() {}

    /// The time, rounded up, in the largest unit of which there are two at least.
    public static String of(Duration time) {
        long seconds = Math.max(1, time.plusMillis(999).toSeconds());
        if (seconds < 2 * MINUTE) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        if (seconds <= 2 * HOUR) {
            return Math.ceilDiv(seconds, MINUTE) + " minutes";
        }
        return seconds <= 2 * DAY ? Math.ceilDiv(seconds, HOUR) + " hours" : Math.ceilDiv(seconds, DAY) + " days";
    }
}
