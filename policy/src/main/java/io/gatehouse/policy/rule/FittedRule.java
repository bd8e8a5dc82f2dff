package io.gatehouse.policy.rule;

import dev.cel.runtime.Program;
import io.gatehouse.policy.rule.ArgumentType.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A rule as it applies to one tool.
///
/// @param rule what the operator wrote
/// @param reads the arguments that it reads or narrows
/// @param keys the names that it reads of objects within arguments
/// @param program its condition; null where it has none, or does not fit
/// @param problem why it does not fit the tool, as a clause; empty when it does
record FittedRule(
        Rule rule,
        Map<String, Member> reads,
        Set<String> keys,
        @Nullable Program program,
        String problem) {
    /// Fits a rule to a tool.
    ///
    /// @param condition that of the rule; null where it has none
    /// @param types tells what is known of an argument; null where the tool has none of this name
    static FittedRule of(Rule rule, @Nullable Condition condition, Function<String, @Nullable Member> types) {
        Map<String, Member> reads = new HashMap<>();
        for (String name : names(rule, condition)) {
            Member member = types.apply(name);
            if (member == null) {
                return unfit(rule, "uses the argument " + name + ", which the tool does not have");
            }
            reads.put(name, member);
        }
        String unfit = unfit(rule, reads);
        if (!unfit.isEmpty() || condition == null) {
            return unfit.isEmpty() ? new FittedRule(rule, reads, Set.of(), null, "") : unfit(rule, unfit);
        }
        Map<String, Member> seen = new HashMap<>(reads);
        seen.keySet().retainAll(condition.reads());
        Condition.Compiled compiled = condition.with(seen);
        return new FittedRule(rule, reads, condition.keys(), compiled.program(), compiled.problem());
    }

    /// A rule for a tool of which nothing is known.
    static FittedRule untyped(Rule rule, @Nullable Condition condition) {
        Map<String, Member> reads = new HashMap<>();
        names(rule, condition).forEach(name -> reads.put(name, Member.UNKNOWN));
        if (condition == null) {
            return new FittedRule(rule, reads, Set.of(), null, "");
        }
        Condition.Compiled compiled = condition.untyped();
        return new FittedRule(rule, reads, condition.keys(), compiled.program(), compiled.problem());
    }

    /// Whether it matches a call, as far as [Budget#CURRENT] allows to find out.
    ///
    /// @throws RuleException when its condition cannot be evaluated
    boolean matches(Variables variables) throws RuleException {
        Program condition = program;
        return condition == null || RuleLanguage.evaluate(condition, variables);
    }

    private static FittedRule unfit(Rule rule, String problem) {
        return new FittedRule(rule, Map.of(), Set.of(), null, problem);
    }

    private static Set<String> names(Rule rule, @Nullable Condition condition) {
        Set<String> names = new TreeSet<>(condition == null ? Set.of() : condition.reads());
        if (rule.outcome() instanceof RuleOutcome.Narrow narrow) {
            names.addAll(narrow.limits().keySet());
        }
        return names;
    }

    private static String unfit(Rule rule, Map<String, Member> types) {
        if (rule.outcome() instanceof RuleOutcome.Narrow narrow) {
            for (Map.Entry<String, ArgumentLimit> limit : narrow.limits().entrySet()) {
                Member member = types.getOrDefault(limit.getKey(), Member.UNKNOWN);
                String unfit = limit.getValue().unfit(member.type());
                if (!unfit.isEmpty()) {
                    return "narrows the argument " + limit.getKey() + ", which " + unfit;
                }
            }
        }
        return "";
    }
}
