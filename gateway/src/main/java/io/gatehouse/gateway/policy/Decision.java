package io.gatehouse.gateway.policy;

import io.gatehouse.protocol.Failure.Category;
import java.util.List;

/// Whether something that is asked may go on.
public sealed interface Decision {
    /// It may.
    Decision ALLOWED = new Allowed();

    /// The decision in logs: `allowed` or `denied`.
    String label();

    /// Nothing speaks against it.
    record Allowed() implements Decision {
        @Override
        public String label() {
            return "allowed";
        }
    }

    /// It may not.
    ///
    /// @param policy the name of what denied it, for operators
    /// @param category what kind of refusal it is
    /// @param reason for the caller, whole sentences that say what to do next
    /// @param scopes with which it would be allowed
    record Denied(String policy, Category category, String reason, List<String> scopes) implements Decision {
        public Denied {
            scopes = List.copyOf(scopes);
        }

        /// One that no scope would change.
        public Denied(String policy, Category category, String reason) {
            this(policy, category, reason, List.of());
        }

        @Override
        public String label() {
            return "denied";
        }
    }
}
