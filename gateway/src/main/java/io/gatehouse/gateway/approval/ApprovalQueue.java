package io.gatehouse.gateway.approval;

import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.ToolUse;
import io.gatehouse.policy.Requirement;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import io.gatehouse.store.ApprovalCall;
import io.gatehouse.store.ApprovalClaim;
import io.gatehouse.store.ApprovalDecision;
import io.gatehouse.store.ApprovalTerms;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredApproval;
import io.gatehouse.store.StoredApprovals;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Calls that wait until somebody else than their caller agrees. Every gateway on a store has the same queue.
public final class ApprovalQueue {
    private static final System.Logger LOG = System.getLogger(ApprovalQueue.class.getName());

    /// How long a call can be repeated.
    private static final Duration REPEAT_LIFE = Duration.ofMinutes(10);
    /// No model reads a result and calls again in this time.
    private static final Duration SIDE_BY_SIDE = Duration.ofMillis(500);

    private static final ApprovalDecision.Decider BY_MODEL = ApprovalDecision.Decider.operator("the model");

    private final LateStore store;
    private final Supplier<ApprovalSettings> settings;
    private final InstantSource clock;
    private final Consumer<StoredApproval> made;

    /// @param settings those in force
    /// @param made hears of each new request; must not block
    public ApprovalQueue(
            LateStore store, Supplier<ApprovalSettings> settings, InstantSource clock, Consumer<StoredApproval> made) {
        this.made = made;
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
            ApprovalTerms terms = terms(asked, required, settings.get().life());
            Instant now = clock.instant();
            return switch (approvals.claim(call(asked, use), terms, now)) {
                case ApprovalClaim.Granted(StoredApproval approval) ->
                    new Decision.Agreed(by(approval), approval.number());
                case ApprovalClaim.Pending(StoredApproval approval) -> {
                    if (approval.created().toEpochMilli() == now.toEpochMilli()) {
                        made.accept(approval);
                    }
                    yield ApprovalTexts.pending(approval, use);
                }
                case ApprovalClaim.Full() -> ApprovalTexts.full();
            };
        });
    }

    /// Lets a call run that its model makes again after it was shown what would happen. Somebody who denies it
    /// meanwhile
    /// has the last word. What a model agreed to is never taken for the word of a person.
    void repeat(Asked asked, ToolUse use, Requirement required, Consumer<Decision> decided) {
        if (use.arguments().length() > ApprovalCall.MOST_ARGUMENTS) {
            decided.accept(ApprovalTexts.tooLarge());
            return;
        }
        ApprovalCall person = call(asked, use);
        ApprovalCall call = person.withDefinition(Sha256.hex("model " + person.definition()));
        ApprovalTerms terms = terms(asked, required, REPEAT_LIFE);
        ask(required, decided, approvals -> {
            Instant now = clock.instant();
            ApprovalClaim claim = approvals.claim(call, terms, now);
            // Calls that a model makes side by side are all from before it was shown anything.
            if (claim instanceof ApprovalClaim.Pending(StoredApproval shown)
                    && shown.stored() == StoredApproval.State.WAITING
                    && !shown.created().plus(SIDE_BY_SIDE).isAfter(now)) {
                approvals.decide(shown.number(), true, BY_MODEL, "", now);
                claim = approvals.claim(call, terms, now);
            }
            return switch (claim) {
                case ApprovalClaim.Granted(StoredApproval approval) ->
                    new Decision.Agreed(by(approval), approval.number());
                case ApprovalClaim.Pending(StoredApproval approval) -> ApprovalTexts.shown(approval, use);
                case ApprovalClaim.Full() -> ApprovalTexts.full();
            };
        });
    }

    private static ApprovalTerms terms(Asked asked, Requirement required, Duration life) {
        CallerId account = asked.caller().id().key();
        return new ApprovalTerms(required.why(), life, ApprovalSettings.MOST_WAITING, caller -> {
            CallerId other = CallerId.ofText(caller);
            return other != null && other.key().equals(account);
        });
    }

    private static String by(StoredApproval approval) {
        return approval.decision() == null ? "" : approval.decision().by();
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
            return question.put(store.openedMade().approvals());
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
                use.shown().equals(use.arguments()) ? use.definition() : hidden(use),
                use.shown());
    }

    /// What nobody is shown is not stored either, but still tells calls apart.
    private static String hidden(ToolUse use) {
        return Sha256.hex(use.definition() + "\n" + use.arguments());
    }
}
