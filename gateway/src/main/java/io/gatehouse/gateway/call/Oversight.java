package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.record.Ledger;
import io.gatehouse.policy.rule.RuleBook;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who decides what may go on, and who hears of it.
///
/// @param guard decides, and notes what may have effects
/// @param ledger keeps records before answers leave, or null where they need not last
/// @param observer is told of everything that was asked
/// @param rules those in force, by which the lists are made
public record Oversight(Guard guard, @Nullable Ledger ledger, CallObserver observer, Supplier<RuleBook> rules) {
    /// Without rules.
    public Oversight(Guard guard, @Nullable Ledger ledger, CallObserver observer) {
        this(guard, ledger, observer, () -> RuleBook.NONE);
    }

    /// Everything may go on, and one observer hears of it.
    public static Oversight of(CallObserver observer) {
        return new Oversight(Guard.NONE, null, observer);
    }
}
