package io.gatehouse.gateway.policy;

import org.jspecify.annotations.Nullable;

/// What something uses of quotas.
///
/// @param calls how many calls or requests it is
/// @param tokens of models
/// @param nanos what they cost, in billionths of the currency; null where the model has no price
public record UsedAmounts(long calls, long tokens, @Nullable Long nanos) {
    /// Nothing at all.
    public static final UsedAmounts NOTHING = new UsedAmounts(0, 0, 0L);

    /// A call of something other than a model.
    public static final UsedAmounts CALL = new UsedAmounts(1, 0, 0L);
}
