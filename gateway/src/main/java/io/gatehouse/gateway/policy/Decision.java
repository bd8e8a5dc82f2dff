package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Requirement;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.PendingApproval;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether something that is asked may go on.
public sealed interface Decision {
    /// It may.
    Decision ALLOWED = new Allowed();

    /// The decision in logs: `allowed`, `narrowed`, `agreed` or `denied`.
    String label();

    /// Nothing speaks against it.
    record Allowed() implements Decision {
        @Override
        public String label() {
            return "allowed";
        }
    }

    /// It may, with other arguments.
    ///
    /// @param policy the name of what changed them, for operators
    /// @param arguments JSON by name
    record Narrowed(String policy, Map<String, Slice> arguments) implements Decision {
        public Narrowed {
            arguments = Map.copyOf(arguments);
        }

        @Override
        public String label() {
            return "narrowed";
        }
    }

    /// It may once a person has agreed, perhaps with other arguments.
    ///
    /// @param policy the name of what demands it, for operators
    /// @param requirement whose word it needs, and why
    /// @param arguments that are changed, JSON by name
    record Demanding(String policy, Requirement requirement, Map<String, Slice> arguments) implements Decision {
        public Demanding {
            arguments = Map.copyOf(arguments);
        }

        @Override
        public String label() {
            return arguments.isEmpty() ? "allowed" : "narrowed";
        }
    }

    /// It may, because a person agreed.
    ///
    /// @param by who agreed, for operators
    /// @param number of the request for approval; null where the person behind the call was asked
    record Agreed(String by, @Nullable Long number) implements Decision {
        @Override
        public String label() {
            return "agreed";
        }
    }

    /// It may not.
    ///
    /// @param policy the name of what denied it, for operators
    /// @param category what kind of refusal it is
    /// @param reason for the caller, whole sentences that say what to do next
    /// @param scopes with which it would be allowed
    /// @param steppable whether the caller can get them by itself, with another token
    /// @param retryAfter from when on it may be allowed; null where waiting does not help
    /// @param approval the request for approval that it waits for, or null
    record Denied(
            String policy,
            Category category,
            String reason,
            List<String> scopes,
            boolean steppable,
            @Nullable Duration retryAfter,
            @Nullable PendingApproval approval)
            implements Decision {
        public Denied {
            scopes = List.copyOf(scopes);
        }

        /// One that no person would change.
        public Denied(
                String policy,
                Category category,
                String reason,
                List<String> scopes,
                boolean steppable,
                @Nullable Duration retryAfter) {
            this(policy, category, reason, scopes, steppable, retryAfter, null);
        }

        /// One that no scope would change.
        public Denied(String policy, Category category, String reason) {
            this(policy, category, reason, List.of());
        }

        /// One that somebody else would have to change.
        public Denied(String policy, Category category, String reason, List<String> scopes) {
            this(policy, category, reason, scopes, false, null);
        }

        /// One that a token with another scope would change.
        public static Denied steppable(String policy, String reason, String scope) {
            return new Denied(policy, Category.ACCESS, reason, List.of(scope), true, null);
        }

        @Override
        public String label() {
            return "denied";
        }
    }
}
