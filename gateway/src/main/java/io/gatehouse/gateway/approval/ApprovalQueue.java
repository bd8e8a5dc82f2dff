package io.gatehouse.gateway.approval;

import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.ToolUse;
import io.gatehouse.policy.Requirement;
import io.gatehouse.seal.Sha256;
import io.gatehouse.store.ApprovalCall;
import io.gatehouse.store.ApprovalClaim;
import io.gatehouse.store.ApprovalTerms;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredApproval;
import io.gatehouse.store.StoredApprovals;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Calls that wait until somebody else than their caller agrees. Every gateway on a store has the same queue.
public final class ApprovalQueue {
    private static final System.Logger LOG = System.getLogger(ApprovalQueue.class.getName());

    private final LateStore store;
    private final Supplier<ApprovalSettings> settings;
    private final InstantSource clock;

    /// @param settings those in force
    public ApprovalQueue(LateStore store, Supplier<ApprovalSettings> settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /// Lets a call run that was approved, else has it wait. Asks the store on a thread of its own.
    ///
    /// @param decided takes the decision on that thread
    void decide(Asked asked, ToolUse use, Requirement required, Consumer<Decision> decided) {
        if (use.arguments().length() > ApprovalCall.MOST_ARGUMENTS) {
            decided.accept(ApprovalTexts.tooLarge());
            return;
        }
        ask(required, decided, approvals -> {
            ApprovalTerms terms =
                    new ApprovalTerms(required.why(), settings.get().life(), ApprovalSettings.MOST_WAITING);
            return switch (approvals.claim(call(asked, use), terms, clock.instant())) {
                case ApprovalClaim.Granted(StoredApproval approval) ->
                    new Decision.Agreed(
                            approval.decision() == null
                                    ? ""
                                    : approval.decision().by(),
                            approval.number());
                case ApprovalClaim.Pending(StoredApproval approval) -> ApprovalTexts.pending(approval, use);
                case ApprovalClaim.Full() -> ApprovalTexts.full();
            };
        });
    }

    /// Lets a further round of a call go on that somebody agreed to in the first, unless it has before: otherwise one
    /// approval would serve many calls.
    void goOn(Asked asked, Requirement required, Consumer<Decision> decided) {
        String round = Sha256.hex(asked.round());
        ask(
                required,
                decided,
                approvals -> approvals.goOn(round, clock.instant()) ? Decision.ALLOWED : ApprovalTexts.repeated());
    }

    private interface Question {
        Decision put(StoredApprovals approvals) throws StoreAwayException;
    }

    private void ask(Requirement required, Consumer<Decision> decided, Question question) {
        Thread.ofVirtual().name("approval").start(() -> decided.accept(answer(required, question)));
    }

    private Decision answer(Requirement required, Question question) {
        try {
            Store opened = store.made();
            opened.opened();
            return question.put(opened.approvals());
        } catch (StoreAwayException away) {
            LOG.log(Level.WARNING, "Nobody can be asked to approve calls. " + away.getMessage());
            return ApprovalTexts.away(required);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return ApprovalTexts.away(required);
        } catch (RuntimeException unexpected) {
            LOG.log(Level.ERROR, "Nobody can be asked to approve calls.", unexpected);
            return ApprovalTexts.away(required);
        }
    }

    private static ApprovalCall call(Asked asked, ToolUse use) {
        return new ApprovalCall(
                new ApprovalCall.Asker(
                        asked.caller().tenant(),
                        asked.caller().id().text(),
                        asked.caller().name(),
                        asked.toolsetName()),
                use.server(),
                use.tool(),
                use.definition(),
                use.arguments());
    }
}
