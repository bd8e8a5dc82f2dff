package io.gatehouse.gateway.approval;

import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.ToolUse;
import io.gatehouse.policy.Requirement;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.PendingApproval;
import io.gatehouse.store.ApprovalCall;
import io.gatehouse.store.StoredApproval;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What callers and persons are told about calls that somebody has to agree to.
final class ApprovalTexts {
    /// What operators know the policy by.
    static final String NAME = "approvals";

    private ApprovalTexts() {}

    /// The question to the person behind a call.
    static String question(Requirement required, CallText call) {
        return "Should this call run? You are asked because " + required.why() + ".\n\n" + call.text()
                + "\nAccept to run it once. Decline if it must not run.";
    }

    /// The call waits, or was denied.
    static Denied pending(StoredApproval approval, ToolUse use) {
        String number = "Request " + approval.number();
        String until = approval.expires().truncatedTo(ChronoUnit.SECONDS).toString();
        boolean denied = approval.stored() == StoredApproval.State.DENIED;
        String text = denied
                ? "This call was not run: a person denied it (" + number + ")." + reason(approval)
                        + " The same call gets this answer until " + until + ". Do not try to reach the same in another"
                        + " way."
                : "This call was not run: a person has to approve it first, because " + approval.why() + ". " + number
                        + " waits for that until " + until + ". This is what would happen:\n\n"
                        + CallText.folded(use.server(), use.tool(), use.shown()).text()
                        + "\nTell the user about request " + approval.number()
                        + ". Once it is approved, call the tool again with exactly the same arguments; it then runs"
                        + " once.";
        return about(approval, text);
    }

    private static Denied about(StoredApproval approval, String text) {
        return new Denied(
                NAME,
                Category.ACCESS,
                text,
                List.of(),
                false,
                null,
                new PendingApproval(approval.number(), approval.stored().label(), approval.expires()));
    }

    /// The model is shown what would happen, or somebody denied it.
    static Denied shown(StoredApproval approval, ToolUse use) {
        if (approval.stored() == StoredApproval.State.DENIED) {
            return pending(approval, use);
        }
        String text = "This call was not run yet, because " + approval.why() + ". This is what would happen:\n\n"
                + CallText.folded(use.server(), use.tool(), use.shown()).text()
                + "\nIf that is what the user wants, call the tool again with exactly the same arguments within 10"
                + " minutes; it then runs once. Otherwise do not.";
        return about(approval, text);
    }

    private static String reason(StoredApproval approval) {
        StoredApproval.Made decision = approval.decision();
        return decision == null || decision.reason().isEmpty()
                ? ""
                : " The reason: " + SafeText.quoted(decision.reason()) + ".";
    }

    /// The person behind the call refused.
    static Denied declined() {
        return refused("This call was not run: the user was asked and declined it. Do not try to reach the same in"
                + " another way.");
    }

    /// The person behind the call decided nothing.
    static Denied cancelled() {
        return refused("This call was not run: the user was asked whether it may run, and did not decide. Ask the user"
                + " before you call the tool again.");
    }

    /// The person behind the call did not answer.
    static Denied late() {
        return refused("This call was not run: the user was asked whether it may run, and did not answer in time. Ask"
                + " the user before you call the tool again.");
    }

    /// What was agreed to is no longer what would run.
    static Denied changed() {
        return refused("This call was not run: while the user was asked, the tool changed. List the tools again, and"
                + " call it if it still fits.");
    }

    /// A further round came twice.
    static Denied repeated() {
        return refused(
                "The answers of this request were not sent: an earlier request brought them already, and the call"
                        + " has gone on. Start the call again without them.");
    }

    /// More than can be shown.
    static Denied tooLong() {
        return new Denied(
                NAME,
                Category.VALIDATION,
                "A person has to agree to this call, but it has more arguments than can be shown. Split it into smaller"
                        + " calls.");
    }

    /// More than can be kept.
    static Denied tooLarge() {
        return new Denied(
                NAME,
                Category.VALIDATION,
                "A person has to approve this call, but its arguments have more than "
                        + (ApprovalCall.MOST_ARGUMENTS >> 10) + " KB, which cannot wait. Split it into smaller calls.");
    }

    /// Too many requests wait.
    static Denied full() {
        return new Denied(
                NAME,
                Category.RATE_LIMIT,
                "This call was not run: a person has to approve it first, and too many requests wait for that already."
                        + " Try again when some were decided.");
    }

    /// The store is away.
    static Denied away(Requirement required) {
        return refused("This call was not run: a person has to agree to it first, because " + required.why()
                + ", and cannot be asked now. Try again later.");
    }

    private static Denied refused(String text) {
        return new Denied(NAME, Category.ACCESS, text);
    }
}
