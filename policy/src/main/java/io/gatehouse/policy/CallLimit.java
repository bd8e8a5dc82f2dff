package io.gatehouse.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A limit on how often something may be used, or how often at the same time, or both.
///
/// @param name of the limit
/// @param covered what it covers
/// @param per what it is counted for; empty where all uses count together
/// @param rate how often; null for as often as one likes
/// @param concurrent how often at the same time; 0 for as often as one likes
/// @param exact whether gateways that share it agree about every single use
public record CallLimit(
        String name,
        Covered covered,
        Set<Per> per,
        @Nullable Rate rate,
        int concurrent,
        boolean exact) {
    public CallLimit {
        per = Per.ordered(per);
    }

    /// One that is not exact.
    public CallLimit(String name, Covered covered, Set<Per> per, @Nullable Rate rate, int concurrent) {
        this(name, covered, per, rate, concurrent, false);
    }

    /// What the count of a use is known by.
    public Object key(Use use) {
        return Per.key(per, use);
    }
}
