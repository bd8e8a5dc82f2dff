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
    /// @param steppable whether the caller can get them by itself, with another token
    record Denied(String policy, Category category, String reason, List<String> scopes, boolean steppable)
            implements Decision {
        public Denied {
            scopes = List.copyOf(scopes);
        }

        /// One that no scope would change.
        public Denied(String policy, Category category, String reason) {
            this(policy, category, reason, List.of());
        }

        /// One that somebody else would have to change.
        public Denied(String policy, Category category, String reason, List<String> scopes) {
            this(policy, category, reason, scopes, false);
        }

        /// One that a token with another scope would change.
        public static Denied steppable(String policy, String reason, String scope) {
            return new Denied(policy, Category.ACCESS, reason, List.of(scope), true);
        }

        @Override
        public String label() {
            return "denied";
        }
    }
}
