package io.gatehouse.gateway.outside;

import java.time.Duration;

/// Bounds on servers that requests name by address.
///
/// @param servers connected at once, 1 or more
/// @param perCaller of them for one caller, 1 or more
/// @param bytes of the lists of all of them, 1 or more
/// @param kept how long one is kept that nobody uses
/// @param listAge how old its lists may be before they are asked for again
public record OutsideBounds(int servers, int perCaller, long bytes, Duration kept, Duration listAge) {
    /// 256 servers, 128 for one caller, 64 MiB of lists, 10 min, 5 min.
    public static final OutsideBounds DEFAULT =
            new OutsideBounds(256, 128, 64 << 20, Duration.ofMinutes(10), Duration.ofMinutes(5));

    /// @throws IllegalArgumentException when a bound is not more than zero, or `listAge` is less
    public OutsideBounds {
        if (servers < 1 || perCaller < 1 || bytes < 1 || kept.isNegative() || kept.isZero() || listAge.isNegative()) {
            throw new IllegalArgumentException(
                    "servers, perCaller, bytes and kept must be more than zero, and listAge not less");
        }
    }
}
