package io.gatehouse.store;

/// Whether a call may run, as far as people have to agree to it.
public sealed interface ApprovalClaim {
    /// It was approved, and runs now. Nobody else gets this for the same approval.
    record Granted(StoredApproval approval) implements ApprovalClaim {}

    /// It must not run: the request waits, or was denied.
    record Pending(StoredApproval approval) implements ApprovalClaim {}

    /// It must not run, and too many requests wait already: of its caller, of callers for the same key, or in all.
    record Full() implements ApprovalClaim {}
}
