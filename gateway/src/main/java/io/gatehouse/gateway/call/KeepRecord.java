package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.record.Ledger;
import org.jspecify.annotations.Nullable;

/// Has the record kept before the answer leaves.
final class KeepRecord implements Step<ToolsetPassage> {
    private final Ledger ledger;

    private KeepRecord(Ledger ledger) {
        this.ledger = ledger;
    }

    /// The step that keeps records; nothing to do where there is no ledger.
    static Step<? super ToolsetPassage> in(@Nullable Ledger ledger) {
        return ledger == null ? Step.NONE : new KeepRecord(ledger);
    }

    @Override
    public boolean take(ToolsetPassage passage) {
        ledger.keep(passage.record(), new Ledger.Kept() {
            @Override
            public void done() {
                passage.resume();
            }

            @Override
            public void failed(Throwable why) {
                passage.broken(why);
            }
        });
        return false;
    }
}
