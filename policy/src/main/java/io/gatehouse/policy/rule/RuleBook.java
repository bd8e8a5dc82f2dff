package io.gatehouse.policy.rule;

import io.gatehouse.policy.rule.ArgumentType.Member;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.OtherSpellings;
import io.gatehouse.protocol.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All rules of a configuration, compiled. Which of them can match a tool is found out once for each tool. Two books
/// are equal when their rules are.
public final class RuleBook {
    /// No rules.
    public static final RuleBook NONE = new RuleBook(List.of(), Map.of());

    private static final int MOST_REMEMBERED = 10_000;

    private final List<Rule> rules;
    private final Map<String, Condition> conditions;
    private final Map<ToolFacts, ToolRules> known = new ConcurrentHashMap<>();

    private RuleBook(List<Rule> rules, Map<String, Condition> conditions) {
        this.rules = List.copyOf(rules);
        this.conditions = conditions;
    }

    /// Compiles rules, on as many threads as there are processors.
    ///
    /// @param problems hears the name of each rule that is left out, and why, as a clause
    public static RuleBook compile(List<Rule> rules, BiConsumer<String, String> problems) {
        if (rules.isEmpty()) {
            return NONE;
        }
        Map<String, String> wrong = new ConcurrentHashMap<>();
        Map<String, Condition> conditions = new ConcurrentHashMap<>();
        rules.parallelStream().forEach(rule -> {
            String when = rule.when();
            if (when != null) {
                try {
                    conditions.put(rule.name(), Condition.of(when));
                } catch (RuleException problem) {
                    wrong.put(rule.name(), String.valueOf(problem.getMessage()));
                }
            }
        });
        rules.stream()
                .filter(rule -> wrong.containsKey(rule.name()))
                .forEach(rule -> problems.accept(rule.name(), wrong.getOrDefault(rule.name(), "")));
        return new RuleBook(
                rules.stream().filter(rule -> !wrong.containsKey(rule.name())).toList(), Map.copyOf(conditions));
    }

    /// Whether there are none.
    public boolean none() {
        return rules.isEmpty();
    }

    /// The rules, in the order of the file.
    public List<Rule> rules() {
        return rules;
    }

    /// The names of the claims that they read of a caller.
    public Set<String> claims() {
        return conditions.values().stream()
                .flatMap(condition -> condition.claims().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The rules that can match calls of a tool.
    public ToolRules of(ToolFacts tool) {
        if (rules.isEmpty()) {
            return ToolRules.NONE;
        }
        ToolRules before = known.get(tool);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(tool, this::fitted);
    }

    /// What each rule says of a call.
    public List<Finding> explain(ToolFacts tool, RuleCall call) {
        Map<String, Finding> within =
                of(tool).explain(call).stream().collect(Collectors.toMap(Finding::rule, finding -> finding));
        return rules.stream()
                .map(rule -> within.getOrDefault(
                        rule.name(), new Finding(rule.name(), rule.shadow(), Finding.Kind.OUT_OF_SCOPE, "")))
                .toList();
    }

    /// The rules that can match calls of a tool of whose arguments nothing is known: they are not checked against a
    /// schema.
    public ToolRules untyped(ToolFacts tool) {
        return new ToolRules(
                tool,
                within(tool).stream()
                        .map(rule -> FittedRule.untyped(rule, conditions.get(rule.name())))
                        .toList(),
                Set.of());
    }

    private List<Rule> within(ToolFacts tool) {
        return rules.stream()
                .filter(rule -> rule.scope().includes(tool.server(), tool.tool()))
                .toList();
    }

    private ToolRules fitted(ToolFacts tool) {
        List<Rule> within = within(tool);
        if (within.isEmpty()) {
            return ToolRules.NONE;
        }
        ObjectView schema = schema(tool.inputSchema());
        Map<String, Optional<Member>> types = new LinkedHashMap<>();
        List<FittedRule> fitted = within.stream()
                .map(rule -> FittedRule.of(
                        rule,
                        conditions.get(rule.name()),
                        name -> types.computeIfAbsent(
                                        name, key -> Optional.ofNullable(SchemaReader.argument(schema, key)))
                                .orElse(null)))
                .toList();
        return new ToolRules(tool, fitted, taken(schema, types.keySet()));
    }

    private static Set<String> taken(@Nullable ObjectView schema, Set<String> read) {
        ObjectView properties = schema == null ? null : schema.object("properties");
        return properties == null
                ? Set.of()
                : properties.keys().stream()
                        .filter(key -> OtherSpellings.has(key, read))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable ObjectView schema(@Nullable Slice schema) {
        try {
            return schema == null || schema.first() != '{' ? null : ObjectView.read(schema);
        } catch (MalformedJsonException ambiguous) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RuleBook that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }
}
