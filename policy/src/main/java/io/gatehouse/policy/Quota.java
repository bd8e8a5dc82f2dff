package io.gatehouse.policy;

import java.time.ZoneId;
import java.util.Set;

/// How much may be used in a day or a month.
///
/// @param name of the quota
/// @param covered what it covers
/// @param per what it is counted for; empty where all uses count together
/// @param period in which it counts
/// @param zone whose days and months count
/// @param most how much may be used
public record Quota(String name, Covered covered, Set<Per> per, Period period, ZoneId zone, Most most) {
    /// What is not limited.
    public static final long UNLIMITED = -1;

    public Quota {
        per = Per.ordered(per);
    }

    /// How much of each may be used, [#UNLIMITED] for as much as one likes.
    ///
    /// @param calls requests to models, and calls of what else is covered
    /// @param tokens of models
    /// @param nanos what models cost, in billionths of the currency of the prices
    public record Most(long calls, long tokens, long nanos) {}

    /// What the count of a use is known by.
    public Object key(Use use) {
        return Per.key(per, use);
    }
}
