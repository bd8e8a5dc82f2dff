package io.gatehouse.policy.rule;

import io.gatehouse.policy.Agreement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What becomes of the calls that a rule matches. Of several outcomes, the strictest counts: one that denies before one
/// that has a person agree, and that before one that changes arguments.
public sealed interface RuleOutcome {
    /// The outcome as it is written: `deny`, `approve`, `confirm` or `narrow`.
    String label();

    /// They are refused.
    ///
    /// @param message for the model, whole sentences that say what to do instead
    record Deny(String message) implements RuleOutcome {
        @Override
        public String label() {
            return "deny";
        }
    }

    /// They go on once a person has agreed.
    ///
    /// @param agreement whose word they need
    /// @param why for people, a clause that goes on after "because"
    record Ask(Agreement agreement, String why) implements RuleOutcome {
        @Override
        public String label() {
            return agreement.label();
        }
    }

    /// They go on with narrower arguments.
    ///
    /// @param limits by the name of the argument
    record Narrow(Map<String, ArgumentLimit> limits) implements RuleOutcome {
        public Narrow {
            limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
        }

        @Override
        public String label() {
            return "narrow";
        }
    }
}
