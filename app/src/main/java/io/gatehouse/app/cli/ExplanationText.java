package io.gatehouse.app.cli;

import io.gatehouse.gateway.policy.Explanation;
import io.gatehouse.policy.rule.Finding;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An explanation as a command prints it.
final class ExplanationText {
    private ExplanationText() {}

    /// For people.
    static String text(RuleCall call, ToolFacts tool, Explanation explanation) {
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
        StringBuilder told = new StringBuilder(table.toString()).append('\n').append(verdict(explanation));
        if (!explanation.reason().isEmpty()) {
            told.append(": ").append(explanation.reason());
        } else if (explanation.arguments().isEmpty()) {
            told.append('.');
        } else {
            told.append(": ").append(arguments(explanation));
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

    /// One JSON object; `narrowed` are the arguments that rules change, `arguments` all with which the call would be
    /// sent.
    static String json(RuleCall call, ToolFacts tool, Explanation explanation) {
        return "{\"caller\":" + Json.quote(call.caller().name())
                + ",\"roles\":"
                + call.roles().stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"))
                + ",\"server\":" + Json.quote(tool.server())
                + ",\"tool\":" + Json.quote(tool.tool())
                + ",\"effects\":" + Json.quote(tool.effects())
                + ",\"steps\":"
                + explanation.steps().stream().map(ExplanationText::json).collect(Collectors.joining(",", "[", "]"))
                + ",\"rules\":"
                + explanation.rules().stream().map(ExplanationText::json).collect(Collectors.joining(",", "[", "]"))
                + ",\"decision\":" + Json.quote(explanation.decision())
                + ",\"by\":" + Json.quote(explanation.by())
                + ",\"reason\":" + Json.quote(explanation.reason())
                + ",\"narrowed\":" + arguments(explanation)
                + ",\"arguments\":" + sent(call, explanation)
                + "}";
    }

    private static String json(Explanation.Step step) {
        return "{\"step\":" + Json.quote(step.name()) + ",\"passed\":" + step.passed() + ",\"why\":"
                + Json.quote(step.text()) + "}";
    }

    private static String json(Finding finding) {
        return "{\"rule\":" + Json.quote(finding.rule())
                + ",\"shadow\":" + finding.shadow()
                + ",\"result\":" + Json.quote(finding.kind().name().toLowerCase(Locale.ROOT))
                + ",\"detail\":" + Json.quote(finding.detail())
                + "}";
    }

    private static String sent(RuleCall call, Explanation explanation) {
        Slice came = call.arguments() == null ? Slice.of("{}") : call.arguments();
        Map<String, byte @Nullable []> changes = new HashMap<>();
        explanation.arguments().forEach((name, value) -> changes.put(name, value.bytes()));
        try {
            ObjectView arguments = ObjectView.read(came);
            return Slice.of(new Splice(arguments.whole())
                            .change(arguments, changes)
                            .toBytes())
                    .text();
        } catch (MalformedJsonException duplicate) {
            return came.text();
        }
    }

    private static String arguments(Explanation explanation) {
        return new TreeMap<>(explanation.arguments())
                .entrySet().stream()
                        .map(argument -> Json.quote(argument.getKey()) + ":"
                                + argument.getValue().text())
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
