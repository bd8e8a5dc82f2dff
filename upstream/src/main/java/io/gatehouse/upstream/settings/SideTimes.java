package io.gatehouse.upstream.settings;

import java.time.Duration;

/// How long may take what is no call.
///
/// @param drain for calls in flight after the server was changed or removed
/// @param control for what the gateway itself asks and tells beside lists: notifications, subscriptions, log
///     levels, ends of sessions
/// @param headersHelper for the command that prints headers
/// @param linger how long a server may keep the stream of an answer open after the answer
/// @param posting for a server of HTTP+SSE to take a message
public record SideTimes(Duration drain, Duration control, Duration headersHelper, Duration linger, Duration posting) {
    /// 1 min, 10 s, 10 s, 5 s, 1 min.
    public static final SideTimes DEFAULT = new SideTimes(
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1));
}
