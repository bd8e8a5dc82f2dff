package io.gatehouse.store;

/// What came of a decision about a request.
public sealed interface ApprovalDecision {
    /// It holds from now on.
    record Done(StoredApproval approval) implements ApprovalDecision {}

    /// There is no request with this number.
    record NoSuchRequest() implements ApprovalDecision {}

    /// It was decided or used before, or has expired.
    record Over(StoredApproval approval) implements ApprovalDecision {}

    /// It is about a call of who wants to decide.
    record OwnCall() implements ApprovalDecision {}

    /// Who decides.
    ///
    /// @param name for people
    /// @param caller tells callers apart; empty for whoever is none
    /// @param self whether calls of its own are among what it may decide about
    record Decider(String name, String caller, boolean self) {
        /// Who runs the gateway.
        ///
        /// @param name for people
        public static Decider operator(String name) {
            return new Decider(name, "", true);
        }
    }
}
