package io.gatehouse.app.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long an orderly end may take.
///
/// @param notice how long new requests are refused before the listening sockets close; null for what suits the address
/// @param drain how long requests in progress may go on after that
public record StopTimes(@Nullable Duration notice, Duration drain) {
    /// Two minutes for what is in progress.
    public static final StopTimes DEFAULT = new StopTimes(null, Duration.ofMinutes(2));

    /// How long nothing must come after the last answer where other replicas answer what still comes.
    public static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration OPEN_NOTICE = Duration.ofSeconds(5);

    /// The notice for a listener on these hosts: time for a load balancer to look elsewhere where there may be one.
    public Duration noticeOn(List<String> hosts) {
        if (notice != null) {
            return notice;
        }
        return hosts.stream().allMatch(Loopback::only) ? Duration.ZERO : OPEN_NOTICE;
    }
}
