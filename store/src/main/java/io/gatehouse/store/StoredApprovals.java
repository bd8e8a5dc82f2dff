package io.gatehouse.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests that somebody agrees to a call. Each expires, and an approval lets one call run. Those that expired a week
/// ago are deleted. Times are kept in milliseconds.
public interface StoredApprovals {

    /// Lets a call run if it was approved, which uses the approval up. Otherwise finds the request for the same
    /// call that waits or was denied, or makes one. However many ask at once, from however many processes, an
    /// approval lets one of them run.
    ///
    /// At most 200 requests of callers for one key wait, and 10,000 in all.
    ///
    /// @throws IllegalArgumentException when the call has no arguments to be compared
    ApprovalClaim claim(ApprovalCall call, ApprovalTerms terms, Instant now) throws StoreAwayException;

    /// Lets a further round of a call run that somebody agreed to, once in a week.
    ///
    /// @param round the SHA-256 digest of what tells it from all others, in lower-case hexadecimal digits
    /// @return false when it has run before
    boolean goOn(String round, Instant now) throws StoreAwayException;

    /// Decides about a request. Of several who do so at once, one succeeds.
    ///
    /// @param reason what the caller is told, at most 200 characters; empty for nothing
    /// @throws IllegalArgumentException when the reason is too long or has control characters
    ApprovalDecision decide(long number, boolean approve, ApprovalDecision.Decider decider, String reason, Instant now)
            throws StoreAwayException;

    /// Those that wait, the oldest first.
    ///
    /// @param tenant whose calls; empty for those of all
    /// @param after the number after which to begin
    /// @param most how many at most
    List<StoredApproval> waiting(String tenant, long after, int most, Instant now) throws StoreAwayException;

    /// The request with this number; null when there is none.
    @Nullable
    StoredApproval get(long number) throws StoreAwayException;
}
