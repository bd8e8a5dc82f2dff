package io.gatehouse.doors.admin;

import io.gatehouse.protocol.CallerId;
import io.gatehouse.store.ApprovalDecision;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredApproval;
import io.gatehouse.store.StoredApprovals;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Calls that wait until somebody agrees. Who decides needs the scope of the server, and sees the calls of the own
/// tenant only; nobody decides about calls of their own.
final class ApprovalResource {
    private static final System.Logger LOG = System.getLogger(ApprovalResource.class.getName());

    /// How many are read at once.
    private static final int CHUNK = 100;

    private final LateStore store;
    private final InstantSource clock;

    ApprovalResource(LateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Answer list(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        Instant now = clock.instant();
        Page page = new Page("", request.limit());
        Store opened = store.openedExisting();
        if (opened != null) {
            fill(page, request, opened.approvals(), now);
        }
        return Answer.ok(page.json("approvals"));
    }

    /// Reads no more than the page needs, and little at a time: requests have arguments.
    private static void fill(Page page, AdminRequest request, StoredApprovals approvals, Instant now)
            throws AdminProblem, StoreAwayException {
        String tenant = request.caller().tenant();
        long after = request.number("after", 0);
        int most = Math.min(request.limit() + 1, CHUNK);
        List<StoredApproval> chunk;
        do {
            chunk = approvals.waiting(tenant, after, most, now);
            for (StoredApproval approval : chunk) {
                after = approval.number();
                page.add(String.valueOf(after), sees(request, approval) ? ApprovalJson.of(approval, now) : "");
            }
        } while (chunk.size() == most && !page.complete());
    }

    Answer show(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        return Answer.ok(ApprovalJson.of(find(request), clock.instant()));
    }

    Answer approve(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        request.body().only(Set.of());
        return decide(request, true, "");
    }

    Answer deny(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        request.body().only(Set.of("reason"));
        return decide(request, false, request.body().text("reason"));
    }

    private Answer decide(AdminRequest request, boolean approve, String reason)
            throws AdminProblem, StoreAwayException, InterruptedException {
        StoredApproval found = find(request);
        if (own(request, found)) {
            throw AdminProblem.forbidden("Callers cannot decide about their own calls.");
        }
        Instant now = clock.instant();
        ApprovalDecision.Decider decider = new ApprovalDecision.Decider(
                request.caller().name(),
                request.caller().id().text(),
                request.operator().unbounded());
        try {
            return switch (store.openedMade().approvals().decide(found.number(), approve, decider, reason, now)) {
                case ApprovalDecision.Done(StoredApproval done) -> {
                    LOG.log(
                            Level.INFO,
                            request.caller().name() + " " + (approve ? "approved" : "denied") + " request "
                                    + done.number() + ".");
                    yield Answer.ok(ApprovalJson.of(done, now));
                }
                case ApprovalDecision.NoSuchRequest() -> throw unknown(request);
                case ApprovalDecision.OwnCall() ->
                    throw AdminProblem.forbidden("Callers cannot decide about their own calls.");
                case ApprovalDecision.Over(StoredApproval over) ->
                    throw AdminProblem.conflict("Request " + over.number() + " cannot be decided any more: it is "
                            + over.state(now).label() + ".");
            };
        } catch (IllegalArgumentException unfit) {
            throw AdminProblem.invalid(String.valueOf(unfit.getMessage()));
        }
    }

    private StoredApproval find(AdminRequest request) throws AdminProblem, StoreAwayException, InterruptedException {
        String number = request.place("number");
        Store opened = store.openedExisting();
        StoredApproval found = opened == null || !number.matches("[0-9]{1,18}")
                ? null
                : opened.approvals().get(Long.parseLong(number));
        if (found == null || !sees(request, found)) {
            throw unknown(request);
        }
        return found;
    }

    private static boolean sees(AdminRequest request, StoredApproval approval) {
        String tenant = request.caller().tenant();
        return request.operator().approves(approval.call().server())
                && (tenant.isEmpty() || tenant.equals(approval.call().asker().tenant()));
    }

    /// Whether the caller made the call, also with something that was made with its key.
    private static boolean own(AdminRequest request, StoredApproval approval) {
        CallerId asker = CallerId.ofText(approval.call().asker().caller());
        return !request.operator().unbounded()
                && asker != null
                && asker.sameOwner(request.caller().id());
    }

    private static AdminProblem unknown(AdminRequest request) {
        String number = request.place("number");
        return AdminProblem.unknown(number.matches("[0-9]{1,18}") ? "request " + number : "request with this number");
    }
}
