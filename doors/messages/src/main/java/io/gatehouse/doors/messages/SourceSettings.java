package io.gatehouse.doors.messages;

import java.time.Duration;
import java.util.List;

/// Which servers a request may name, and how outside ones are kept.
///
/// @param servers how many one request may name, 1 or more
/// @param outside whether addresses that are not configured may be named
/// @param allowed patterns of outside addresses that may be named, with `*`: `https://*.example.com/*`
/// @param keptFor how long an outside server's connection and lists are kept unused
/// @param kept how many outside servers are kept at once, 1 or more
/// @param resources whether resources and prompts are given to the model as tools that read only
public record SourceSettings(
        int servers, Outside outside, List<String> allowed, Duration keptFor, int kept, boolean resources) {

    /// Whether servers that are not configured may be named by address.
    public enum Outside {
        /// Any public https address where only this machine reaches the listener, else those allowed.
        AUTO,
        /// Only those allowed.
        ALLOWED,
        /// None.
        NONE
    }

    /// 20 servers as in the hosted service; outside ones kept for 10 minutes, 256 of them; tools only.
    public static final SourceSettings DEFAULT =
            new SourceSettings(20, Outside.AUTO, List.of(), Duration.ofMinutes(10), 256, false);

    public SourceSettings {
        allowed = List.copyOf(allowed);
    }
}
