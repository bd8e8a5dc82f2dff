package io.gatehouse.gateway.catalog;

import java.time.Duration;

/// Settings of the gateway as a whole.
///
/// @param maxNameLength how long the names of tools and prompts may be, 16 to 128 characters
/// @param pageSize entries a page of a list, 1 or more
/// @param firstListWait how long the first list waits for servers that are starting
/// @param instructionsBytes how much of each server's instructions is passed on, in bytes of UTF-8
/// @param listTtl how long a client may keep a list when no server says so, told to modern clients
/// @param rememberedUris how many URIs seen in results are remembered with their owner
public record GatewaySettings(
        int maxNameLength,
        int pageSize,
        Duration firstListWait,
        int instructionsBytes,
        Duration listTtl,
        int rememberedUris) {
    /// 48 characters, 1,000 entries, 10 s, 2 KiB, 0 s, 10,000 URIs.
    public static final GatewaySettings DEFAULT =
            new GatewaySettings(48, 1_000, Duration.ofSeconds(10), 2_048, Duration.ZERO, 10_000);
}
