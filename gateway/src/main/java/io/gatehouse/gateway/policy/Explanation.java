package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Access;
import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.Roles;
import io.gatehouse.policy.Scopes;
import io.gatehouse.policy.rule.Finding;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.policy.rule.Verdict;
import io.gatehouse.policy.rule.Verdict.Refusal;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What would be decided about a call of a tool, and why, step by step: by roles, by scopes, by rules.
///
/// @param steps the steps before the rules, in the order of the pipeline
/// @param rules what each rule says, in the order of the file; asked also where a step before denies
/// @param standing whose word such a call needs without regard to rules: by a setting of the tool or by default
/// @param decision `allowed`, `narrowed`, `confirm`, `approve` or `denied`
/// @param by what decided; empty where nothing speaks against the call
/// @param reason what the caller is told; empty where the call goes on
/// @param arguments that rules change, JSON by name
public record Explanation(
        List<Step> steps,
        List<Finding> rules,
        Requirement standing,
        String decision,
        String by,
        String reason,
        Map<String, Slice> arguments) {
    public Explanation {
        steps = List.copyOf(steps);
        rules = List.copyOf(rules);
        arguments = Map.copyOf(arguments);
    }

    /// A step on the way of a call.
    ///
    /// @param name `role` or `scope`
    /// @param passed whether it lets the call pass
    /// @param text why
    public record Step(String name, boolean passed, String text) {}

    /// Explains a call.
    ///
    /// @param roles those in force
    /// @param toolset the name under which roles include the toolset; empty where they include its servers only
    /// @param standing whose word such a call needs without regard to rules
    public static Explanation of(
            Roles roles, RuleBook rules, Requirement standing, String toolset, ToolFacts tool, RuleCall call) {
        Access access = roles.of(call.caller());
        List<Step> steps = List.of(role(access, toolset, tool), scope(access, toolset, tool));
        List<Finding> findings = rules.explain(tool, call);
        for (Step step : steps) {
            if (!step.passed()) {
                return new Explanation(steps, findings, standing, "denied", step.name(), step.text(), Map.of());
            }
        }
        Verdict verdict = rules.of(tool).decide(call);
        Refusal refusal = verdict.refusal();
        if (refusal != null) {
            return new Explanation(
                    steps, findings, standing, "denied", "rule " + refusal.rule(), refusal.reason(), Map.of());
        }
        Requirement required = standing.strictest(verdict.requirement());
        if (required.agreement() != Agreement.NONE) {
            return new Explanation(
                    steps,
                    findings,
                    standing,
                    required.agreement().label(),
                    required.equals(standing) ? "approvals" : rules(verdict.asking()),
                    (required.agreement() == Agreement.MODEL
                                    ? "The model has to make the call twice, because "
                                    : "Somebody has to agree, because ")
                            + required.why() + ".",
                    new TreeMap<>(verdict.narrowed()));
        }
        return verdict.narrowed().isEmpty()
                ? new Explanation(steps, findings, standing, "allowed", "", "", Map.of())
                : new Explanation(
                        steps,
                        findings,
                        standing,
                        "narrowed",
                        rules(verdict.narrowing()),
                        "",
                        new TreeMap<>(verdict.narrowed()));
    }

    private static String rules(List<String> names) {
        return (names.size() == 1 ? "rule " : "rules ") + String.join(", ", names);
    }

    private static Step role(Access access, String toolset, ToolFacts tool) {
        if (access.everything()) {
            return new Step("role", true, "No roles are configured, so every caller may use every server.");
        }
        List<String> including = access.including(toolset, tool.server());
        if (!including.isEmpty()) {
            return new Step("role", true, "The server is included by " + String.join(", ", including) + ".");
        }
        return new Step(
                "role",
                false,
                access.roles().isEmpty()
                        ? "The caller has no role."
                        : "No role of the caller includes the server " + tool.server()
                                + ", so the tool is unknown to it.");
    }

    private static Step scope(Access access, String toolset, ToolFacts tool) {
        String scope = Scopes.of(tool.server(), tool.effects());
        if (access.everything()) {
            return new Step("scope", true, "The call needs " + scope + ", which every caller has.");
        }
        List<String> granting = access.granting(toolset, tool.server(), scope);
        return granting.isEmpty()
                ? new Step("scope", false, "The call needs " + scope + ", which no role of the caller gives there.")
                : new Step(
                        "scope", true, "The call needs " + scope + ", given by " + String.join(", ", granting) + ".");
    }
}
