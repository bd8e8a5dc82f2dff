package io.gatehouse.policy.rule;

import io.gatehouse.policy.Requirement;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the rules say of one call.
///
/// @param refusal why it may not go on; null when it may
/// @param narrowed the arguments that are changed, JSON by name
/// @param narrowing the names of the rules that narrowed them
/// @param requirement whose word it needs, if anybody's
/// @param asking the names of the rules that ask for somebody's word
/// @param shadows what rules in shadow mode would have done
public record Verdict(
        @Nullable Refusal refusal,
        Map<String, Slice> narrowed,
        List<String> narrowing,
        Requirement requirement,
        List<String> asking,
        List<Shadow> shadows) {
    /// It goes on as it came.
    public static final Verdict ALLOWED =
            new Verdict(null, Map.of(), List.of(), Requirement.NONE, List.of(), List.of());

    public Verdict {
        narrowed = Map.copyOf(narrowed);
        narrowing = List.copyOf(narrowing);
        asking = List.copyOf(asking);
        shadows = List.copyOf(shadows);
    }

    /// Why a call may not go on.
    ///
    /// @param rule the name of the rule that decided
    /// @param category `access`, or `validation` where the caller can correct the arguments
    /// @param reason for the caller, whole sentences
    /// @param problem more for operators; empty when there is no more
    public record Refusal(String rule, Category category, String reason, String problem) {}

    /// What a rule in shadow mode would have done.
    ///
    /// @param rule its name
    /// @param outcome `deny`, `approve`, `confirm` or `narrow`
    /// @param reason for operators
    public record Shadow(String rule, String outcome, String reason) {}

    static Verdict refused(Refusal refusal) {
        return new Verdict(refusal, Map.of(), List.of(), Requirement.NONE, List.of(), List.of());
    }
}
