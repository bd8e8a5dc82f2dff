package io.gatehouse.app.cli;

import io.gatehouse.app.rules.CallExplanation;
import io.gatehouse.gateway.policy.Explanation;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.rule.Finding;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.ToolFacts;
import java.util.List;

/// An explanation as a command prints it.
final class ExplanationText {
    private ExplanationText() {}

    /// For people.
    static String text(CallExplanation explained) {
        RuleCall call = explained.call();
        ToolFacts tool = explained.tool();
        Explanation explanation = explained.explanation();
        Table table = new Table("STEP", "RESULT", "WHY");
        String roles = call.roles().isEmpty() ? "no roles" : "roles: " + String.join(", ", call.roles());
        table.row("caller", call.caller().name(), roles);
        table.row("tool", tool.tool(), "server: " + tool.server() + ", effects: " + tool.effects());
        explanation.steps().forEach(step -> table.row(step.name(), step.passed() ? "passes" : "denies", step.text()));
        List<Finding> within = explanation.rules().stream()
                .filter(finding -> finding.kind() != Finding.Kind.OUT_OF_SCOPE)
                .toList();
        within.forEach(finding -> table.row(
                "rule " + finding.rule() + (finding.shadow() ? " (shadow)" : ""),
                finding.kind().text(),
                finding.detail()));
        int others = explanation.rules().size() - within.size();
        if (others > 0) {
            table.row("other rules", String.valueOf(others), "for other tools or doors");
        }
        Requirement standing = explanation.standing();
        table.row(
                "approval",
                standing.agreement().label(),
                standing.why().isEmpty() ? "neither a setting nor a default asks for it" : standing.why());
        StringBuilder told = new StringBuilder(table.toString()).append('\n').append(verdict(explanation));
        if (!explanation.reason().isEmpty()) {
            told.append(": ").append(explanation.reason());
        } else if (explanation.arguments().isEmpty()) {
            told.append('.');
        } else {
            told.append(": ").append(explained.changed());
        }
        return told.toString();
    }

    private static String verdict(Explanation explanation) {
        return switch (explanation.decision()) {
            case "approve" -> "The call needs approval, because of " + explanation.by();
            case "confirm", "confirm-model" -> "The call needs confirmation, because of " + explanation.by();
            default ->
                "The call is " + explanation.decision() + (explanation.by().isEmpty() ? "" : " by " + explanation.by());
        };
    }
}
