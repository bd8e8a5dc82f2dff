package io.gatehouse.policy.rule;

import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.rule.Finding.Kind;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.policy.rule.Verdict.Shadow;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rules that can match calls of one tool, in the order of the file.
public final class ToolRules {
    /// No rule can match.
    static final ToolRules NONE = new ToolRules(new ToolFacts("", "", "", null, null), List.of(), Set.of());

    private static final String UNFIT = "This tool is not available: the rules of this gateway do not fit it. Ask the"
            + " operator of the gateway to look at it.";
    private static final String FAILED =
            "A rule of this gateway could not be evaluated for this call, so it was denied."
                    + " Ask the operator of the gateway to look at it.";

    private static final String CORRECT = " Correct it and call again.";
    private static final String CONTRARY =
            "The rules of this gateway set an argument of this call to different values, so it was denied."
                    + " Ask the operator of the gateway to look at them.";
    private static final String TOO_COSTLY =
            "A rule of this gateway costs too much to evaluate with these arguments, so the call was denied."
                    + " Call again with smaller arguments, or ask the operator of the gateway to simplify the rule.";

    private final ToolFacts facts;
    private final List<FittedRule> rules;
    private final ReadKeys keys;
    private final Set<String> taken;
    private final Map<String, Object> tool;

    /// @param taken names of arguments of the tool that are other spellings of some that rules read
    ToolRules(ToolFacts facts, List<FittedRule> rules, Set<String> taken) {
        this.facts = facts;
        this.rules = List.copyOf(rules);
        this.taken = Set.copyOf(taken);
        // What a rule in shadow mode reads must not change what becomes of a call.
        this.keys = new ReadKeys(rules.stream()
                .filter(rule -> !rule.rule().shadow())
                .flatMap(rule -> rule.keys().stream())
                .toList());
        this.tool = rules.isEmpty() ? Map.of() : Variables.tool(facts);
    }

    /// Whether no rule can match.
    public boolean none() {
        return rules.isEmpty();
    }

    /// Whether the tool cannot be called: a rule does not fit it, or one denies all its calls.
    public boolean withheld() {
        return rules.stream().anyMatch(rule -> rule.rule().closes() || unfit(rule));
    }

    /// Why a rule does not fit the tool.
    ///
    /// @param rule its name
    /// @param shadow whether it only reports, so that the tool is not withheld
    /// @param why a clause whose subject is the rule
    public record Problem(String rule, boolean shadow, String why) {}

    /// The rules that do not fit the tool.
    public List<Problem> problems() {
        return rules.stream()
                .filter(rule -> !rule.problem().isEmpty())
                .map(rule -> new Problem(rule.rule().name(), rule.rule().shadow(), rule.problem()))
                .toList();
    }

    /// Rules of which each fixes the same argument to another value, so that calls which they match are refused.
    ///
    /// @param argument its name
    /// @param rules the names of two of them
    /// @param always whether both match every call
    public record Conflict(String argument, List<String> rules, boolean always) {}

    /// The rules that cannot hold together, told once for each argument.
    public List<Conflict> conflicts() {
        Map<String, Conflict> found = new LinkedHashMap<>();
        for (int at = 0; at < rules.size(); at++) {
            Rule one = rules.get(at).rule();
            for (FittedRule other : rules.subList(at + 1, rules.size())) {
                one.contradicted(other.rule())
                        .forEach(argument -> found.putIfAbsent(
                                argument,
                                new Conflict(
                                        argument,
                                        List.of(one.name(), other.rule().name()),
                                        one.when() == null && other.rule().when() == null)));
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean unfit(FittedRule rule) {
        return !rule.problem().isEmpty() && !rule.rule().shadow();
    }

    /// Decides about a call. Takes some tenths of a second at most for each rule, and mostly about a microsecond.
    public Verdict decide(RuleCall call) {
        return rules.isEmpty() ? Verdict.ALLOWED : within(Budget.whole(), () -> decided(call));
    }

    /// Decides about a call unless that takes longer than a fraction of a millisecond.
    ///
    /// @return null when it does
    public @Nullable Verdict decideQuickly(RuleCall call) {
        if (rules.isEmpty()) {
            return Verdict.ALLOWED;
        }
        Budget budget = Budget.quick();
        try {
            Verdict verdict = within(budget, () -> decided(call));
            return budget.spent() ? null : verdict;
        } catch (Budget.SpentException reading) {
            return null;
        }
    }

    private static <T> T within(Budget budget, ScopedValue.CallableOp<T, RuntimeException> decision) {
        return ScopedValue.where(Budget.CURRENT, budget).call(decision);
    }

    private Verdict decided(RuleCall call) {
        JudgedArguments arguments = new JudgedArguments(call.arguments(), taken, keys);
        Variables variables = new Variables(call, facts, tool, arguments.values());
        List<FittedRule> matching = new ArrayList<>();
        Refusal refusal = refusal(call, arguments, variables, matching);
        if (refusal != null) {
            return Verdict.refused(refusal);
        }
        List<FittedRule> narrowing = matching.stream()
                .filter(rule -> rule.rule().outcome() instanceof RuleOutcome.Narrow)
                .toList();
        Map<String, Slice> narrowed = new LinkedHashMap<>();
        refusal = narrow(narrowing, arguments, narrowed);
        if (refusal != null) {
            return Verdict.refused(refusal);
        }
        return new Verdict(
                null,
                narrowed,
                narrowed.isEmpty()
                        ? List.of()
                        : narrowing.stream().map(rule -> rule.rule().name()).toList(),
                requirement(matching),
                matching.stream()
                        .filter(rule -> rule.rule().outcome() instanceof RuleOutcome.Ask)
                        .map(rule -> rule.rule().name())
                        .toList(),
                shadows(call, variables, arguments));
    }

    private static Requirement requirement(List<FittedRule> matching) {
        Requirement strictest = Requirement.NONE;
        for (FittedRule rule : matching) {
            if (rule.rule().outcome() instanceof RuleOutcome.Ask(Agreement agreement, String why)) {
                strictest = strictest.strictest(new Requirement(agreement, why));
            }
        }
        return strictest;
    }

    /// What each rule says of a call, without stopping at the first that decides.
    List<Finding> explain(RuleCall call) {
        return within(Budget.whole(), () -> explained(call));
    }

    private List<Finding> explained(RuleCall call) {
        JudgedArguments arguments = new JudgedArguments(call.arguments(), taken, keys);
        Variables variables = new Variables(call, facts, tool, arguments.values());
        return rules.stream()
                .map(rule -> rule.rule().scope().includes(call.door())
                        ? tried(rule, arguments, variables)
                        : new Finding(rule.rule().name(), rule.rule().shadow(), Kind.OUT_OF_SCOPE, ""))
                .toList();
    }

    private @Nullable Refusal refusal(
            RuleCall call, JudgedArguments arguments, Variables variables, List<FittedRule> matching) {
        // All arguments that rules read are judged before the first rule counts.
        for (FittedRule rule : rules) {
            if (counts(rule, call)) {
                Finding judged = judged(rule, arguments);
                if (judged != null) {
                    return refusal(judged);
                }
            }
        }
        for (FittedRule rule : rules) {
            if (!counts(rule, call)) {
                continue;
            }
            Finding found = found(rule, arguments, variables);
            switch (found.kind()) {
                case NARROWS, ASKS -> matching.add(rule);
                case NO_MATCH, OUT_OF_SCOPE, WITHIN -> {}
                case DENIES, FAILED, TOO_COSTLY, UNFIT, WRONG_ARGUMENTS -> {
                    return refusal(found);
                }
            }
        }
        return null;
    }

    private static boolean counts(FittedRule rule, RuleCall call) {
        return !rule.rule().shadow() && rule.rule().scope().includes(call.door());
    }

    private static Refusal refusal(Finding found) {
        return switch (found.kind()) {
            case UNFIT -> new Refusal(found.rule(), Category.ACCESS, UNFIT, found.detail());
            case WRONG_ARGUMENTS -> new Refusal(found.rule(), Category.VALIDATION, found.detail() + CORRECT, "");
            case FAILED -> new Refusal(found.rule(), Category.ACCESS, FAILED, found.detail());
            case TOO_COSTLY -> new Refusal(found.rule(), Category.ACCESS, TOO_COSTLY, found.detail());
            case DENIES, NARROWS, ASKS, NO_MATCH, OUT_OF_SCOPE, WITHIN ->
                new Refusal(found.rule(), Category.ACCESS, found.detail(), "");
        };
    }

    /// Why a rule cannot be asked about the arguments; null when it can.
    private static @Nullable Finding judged(FittedRule rule, JudgedArguments arguments) {
        if (!rule.problem().isEmpty()) {
            return finding(rule, Kind.UNFIT, rule.problem());
        }
        try {
            arguments.judge(rule.reads());
            return null;
        } catch (WrongArgumentsException wrong) {
            return finding(rule, Kind.WRONG_ARGUMENTS, String.valueOf(wrong.getMessage()));
        }
    }

    private static Finding found(FittedRule rule, JudgedArguments arguments, Variables variables) {
        Finding judged = judged(rule, arguments);
        if (judged != null) {
            return judged;
        }
        try {
            if (!rule.matches(variables)) {
                return finding(rule, Kind.NO_MATCH, "");
            }
        } catch (RuleException failed) {
            Kind kind = failed.costly() ? Kind.TOO_COSTLY : Kind.FAILED;
            return finding(rule, kind, String.valueOf(failed.getMessage()));
        }
        return switch (rule.rule().outcome()) {
            case RuleOutcome.Deny deny -> finding(rule, Kind.DENIES, deny.message());
            case RuleOutcome.Ask ask -> finding(rule, Kind.ASKS, ask.label() + ": " + ask.why());
            case RuleOutcome.Narrow narrow ->
                finding(rule, Kind.NARROWS, narrow.limits().keySet().stream().collect(Collectors.joining(", ")));
        };
    }

    /// What a rule says, with the arguments narrowed by it alone: it may refuse them, or have nothing to change.
    private static Finding tried(FittedRule rule, JudgedArguments arguments, Variables variables) {
        Finding found = found(rule, arguments, variables);
        if (found.kind() != Kind.NARROWS) {
            return found;
        }
        Map<String, Slice> narrowed = new LinkedHashMap<>();
        Refusal refusal = narrow(List.of(rule), arguments, narrowed);
        if (refusal != null) {
            return finding(rule, Kind.WRONG_ARGUMENTS, refusal.reason().replace(CORRECT, ""));
        }
        return narrowed.isEmpty() ? finding(rule, Kind.WITHIN, found.detail()) : found;
    }

    private static String why(FittedRule rule) {
        return rule.rule().outcome() instanceof RuleOutcome.Ask ask ? ask.why() : "";
    }

    private static Finding finding(FittedRule rule, Kind kind, String detail) {
        return new Finding(rule.rule().name(), rule.rule().shadow(), kind, detail);
    }

    /// Applies limits of all rules, one after the other; fixed values first, so that the others bound them too.
    private static @Nullable Refusal narrow(
            List<FittedRule> narrowing, JudgedArguments arguments, Map<String, Slice> narrowed) {
        Map<String, Slice> fixed = new HashMap<>();
        for (boolean first : new boolean[] {true, false}) {
            for (FittedRule rule : narrowing) {
                RuleOutcome.Narrow narrow = (RuleOutcome.Narrow) rule.rule().outcome();
                try {
                    for (Map.Entry<String, ArgumentLimit> limit :
                            narrow.limits().entrySet()) {
                        String name = limit.getKey();
                        if (limit.getValue() instanceof ArgumentLimit.Value value) {
                            Slice before = first ? fixed.put(name, value.value()) : value.value();
                            if (before != null && !before.equals(value.value())) {
                                return new Refusal(
                                        rule.rule().name(),
                                        Category.ACCESS,
                                        CONTRARY,
                                        "sets the argument " + name + " to another value than a rule before it");
                            }
                        }
                        if (limit.getValue() instanceof ArgumentLimit.Value == first) {
                            narrow(name, limit.getValue(), arguments.get(name), narrowed);
                        }
                    }
                } catch (WrongArgumentsException wrong) {
                    return refusal(finding(rule, Kind.WRONG_ARGUMENTS, String.valueOf(wrong.getMessage())));
                }
            }
        }
        return null;
    }

    private static void narrow(String name, ArgumentLimit limit, @Nullable Slice came, Map<String, Slice> narrowed)
            throws WrongArgumentsException {
        Slice before = narrowed.getOrDefault(name, came);
        Slice after = limit.applied(name, before);
        if (after != null && !after.equals(before)) {
            narrowed.put(name, after);
        }
    }

    private List<Shadow> shadows(RuleCall call, Variables variables, JudgedArguments arguments) {
        List<Shadow> shadows = new ArrayList<>();
        for (FittedRule rule : rules) {
            if (rule.rule().shadow() && rule.rule().scope().includes(call.door())) {
                Finding found = tried(rule, arguments, variables);
                switch (found.kind()) {
                    case NO_MATCH, OUT_OF_SCOPE, WITHIN -> {}
                    case ASKS ->
                        shadows.add(
                                new Shadow(found.rule(), rule.rule().outcome().label(), why(rule)));
                    case NARROWS -> shadows.add(new Shadow(found.rule(), "narrow", found.detail()));
                    case DENIES, FAILED, TOO_COSTLY, UNFIT, WRONG_ARGUMENTS ->
                        shadows.add(new Shadow(found.rule(), "deny", found.detail()));
                }
            }
        }
        return shadows;
    }
}
