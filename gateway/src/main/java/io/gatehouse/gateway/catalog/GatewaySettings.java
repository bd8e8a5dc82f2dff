package io.gatehouse.gateway.catalog;

import java.time.Duration;

/// Settings of the gateway as a whole.
///
/// @param maxNameLength how long the names of tools and prompts may be, 16 to 128 characters
/// @param pageSize entries a page of a list, 1 or more
/// @param firstListWait how long the first list waits for servers that are starting
public record GatewaySettings(int maxNameLength, int pageSize, Duration firstListWait) {
    /// 48 characters, 1,000 entries, 10 s.
    public static final GatewaySettings DEFAULT = new GatewaySettings(48, 1_000, Duration.ofSeconds(10));
}
