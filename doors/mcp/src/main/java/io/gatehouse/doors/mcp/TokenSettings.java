package io.gatehouse.doors.mcp;

import io.gatehouse.seal.KeyRotation;
import java.time.Duration;

/// Bounds of sealed session tokens.
///
/// @param maxAge how long a token is valid
/// @param rotation after which a new key takes over sealing
/// @param keptKeys earlier keys that still open tokens
/// @param maxCapabilityBytes largest object of client capabilities that is taken into a token
/// @param maxClientInfoBytes largest `clientInfo` that is taken into a token; a larger one is left out
/// @param cacheBytes memory for opened tokens, roughly
public record TokenSettings(
        Duration maxAge,
        Duration rotation,
        int keptKeys,
        int maxCapabilityBytes,
        int maxClientInfoBytes,
        int cacheBytes) {

    /// @throws IllegalArgumentException when a value is out of range
    public TokenSettings {
        EndpointSettings.positive("maxAge", maxAge);
        EndpointSettings.positive("rotation", rotation);
        EndpointSettings.positive("maxCapabilityBytes", maxCapabilityBytes);
        EndpointSettings.positive("maxClientInfoBytes", maxClientInfoBytes);
        EndpointSettings.positive("cacheBytes", cacheBytes);
        if (keptKeys < 0) {
            throw new IllegalArgumentException("keptKeys must be 0 or more, not " + keptKeys);
        }
        if (maxCapabilityBytes > 0xFFFF) {
            throw new IllegalArgumentException("maxCapabilityBytes must be at most 65535, not " + maxCapabilityBytes);
        }
    }

    /// When the keys change.
    KeyRotation keyRotation() {
        return new KeyRotation(rotation, keptKeys);
    }

    /// 7 days, a new key every 30 days, 2 earlier keys, 2 KiB of capabilities, 512 bytes of client info, 16 MiB.
    public static TokenSettings defaults() {
        return new TokenSettings(Duration.ofDays(7), Duration.ofDays(30), 2, 2048, 512, 16 << 20);
    }
}
