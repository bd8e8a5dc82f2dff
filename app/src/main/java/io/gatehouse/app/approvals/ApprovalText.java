package io.gatehouse.app.approvals;

import io.gatehouse.gateway.approval.CallText;
import io.gatehouse.gateway.approval.SafeText;
import io.gatehouse.store.ApprovalCall;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Requests for approval as commands print them.
final class ApprovalText {
    private ApprovalText() {}

    /// All of a request, for people.
    static String shown(StoredApproval approval, Instant now) {
        ApprovalCall.Asker asker = approval.call().asker();
        String tenant = asker.tenant().isEmpty() ? "" : " of tenant " + SafeText.name(asker.tenant());
        String toolset = asker.toolset().isEmpty() ? "" : " in toolset " + SafeText.name(asker.toolset());
        StringBuilder text = new StringBuilder(
                "Request " + approval.number() + ": " + approval.state(now).label() + ".\n");
        text.append(SafeText.name(asker.name()) + tenant + toolset + " asked at " + time(approval.created())
                + ", because " + approval.why() + ".\n");
        StoredApproval.Made decision = approval.decision();
        if (decision != null) {
            text.append("Decided by " + SafeText.name(decision.by()) + " at " + time(decision.at()) + "."
                    + (decision.reason().isEmpty() ? "" : " Reason: " + SafeText.quoted(decision.reason()) + ".")
                    + "\n");
        }
        return text.append('\n').append(call(approval)).append('\n').toString();
    }

    /// What would run, for people.
    static String call(StoredApproval approval) {
        ApprovalCall call = approval.call();
        String arguments = call.arguments();
        String shown = CallText.whole(call.server(), call.tool(), arguments == null ? "" : arguments)
                .text();
        return arguments == null ? shown + "    arguments: no longer stored, because the call has run\n" : shown;
    }

    /// Why a request cannot be decided any more.
    static String over(StoredApproval approval, Instant now) {
        String request = "Request " + approval.number() + " ";
        return switch (approval.state(now)) {
            case EXPIRED -> request + "has expired. The caller has to make the call again.";
            case USED -> request + "was approved, and its call has run.";
            case WAITING, APPROVED, DENIED -> {
                StoredApproval.Made decision = approval.decision();
                yield request + "was already " + approval.stored().label()
                        + (decision == null ? "." : " by " + SafeText.name(decision.by()) + ".");
            }
        };
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
