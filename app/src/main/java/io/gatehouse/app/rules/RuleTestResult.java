package io.gatehouse.app.rules;

import io.gatehouse.app.config.AuthSettings;
import io.gatehouse.app.config.RuleTest;
import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.Verdict;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What became of a test of rules.
///
/// @param test the test
/// @param outcome what became of the call: `allow`, `narrow`, `confirm`, `approve` or `deny`
/// @param rules that decided
/// @param detail what the caller is told, or the arguments that are changed
/// @param narrowed the arguments that are changed, JSON by name
record RuleTestResult(RuleTest test, String outcome, List<String> rules, String detail, Map<String, Slice> narrowed) {
    /// Runs a test.
    static RuleTestResult of(RuleTest test, AuthSettings auth) {
        RuleTest.Call call = test.call();
        Verdict verdict = auth.rules()
                .untyped(call.tool())
                .decide(new RuleCall(
                        TestCaller.of(call.caller(), auth),
                        TestCaller.roles(call.caller(), auth),
                        call.door(),
                        object(call.client()),
                        call.arguments(),
                        call.time()));
        Verdict.Refusal refusal = verdict.refusal();
        if (refusal != null) {
            String problem = refusal.problem().isEmpty() ? "" : " (" + refusal.problem() + ")";
            return new RuleTestResult(test, "deny", List.of(refusal.rule()), refusal.reason() + problem, Map.of());
        }
        if (verdict.requirement().agreement() != Agreement.NONE) {
            return new RuleTestResult(
                    test,
                    verdict.requirement().agreement().label(),
                    verdict.asking(),
                    verdict.requirement().why(),
                    verdict.narrowed());
        }
        return new RuleTestResult(
                test,
                verdict.narrowed().isEmpty() ? "allow" : "narrow",
                verdict.narrowing(),
                verdict.narrowed().isEmpty() ? "" : arguments(verdict.narrowed()),
                verdict.narrowed());
    }

    /// Whether it became what it must.
    boolean passed() {
        RuleTest.Expected expected = test.expected();
        return outcome.equals(expected.outcome())
                && (expected.rule().isEmpty() || rules.contains(expected.rule()))
                && (expected.narrowed() == null || expected.narrowed().equals(narrowed));
    }

    /// A line for people.
    String text() {
        if (passed()) {
            return "ok      " + test.name();
        }
        RuleTest.Expected expected = test.expected();
        String narrow = expected.narrowed() == null ? "" : " " + arguments(expected.narrowed());
        return "FAILED  " + test.name() + " (" + test.position() + "): expected " + expected.outcome()
                + (expected.rule().isEmpty() ? "" : " by " + expected.rule()) + narrow + ", got " + outcome
                + (rules.isEmpty() ? "" : " by " + String.join(", ", rules))
                + (detail.isEmpty() ? "" : ": " + detail);
    }

    /// One JSON object.
    String json() {
        return "{\"name\":" + Json.quote(test.name())
                + ",\"line\":" + test.position().line()
                + ",\"passed\":" + passed()
                + ",\"expected\":" + Json.quote(test.expected().outcome())
                + ",\"outcome\":" + Json.quote(outcome)
                + ",\"rules\":"
                + rules.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"))
                + ",\"detail\":" + Json.quote(detail)
                + "}";
    }

    private static String arguments(Map<String, Slice> changed) {
        return new TreeMap<>(changed)
                .entrySet().stream()
                        .map(argument -> Json.quote(argument.getKey()) + ":"
                                + argument.getValue().text())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable ObjectView object(@Nullable Slice json) {
        try {
            return json == null ? null : ObjectView.read(json);
        } catch (MalformedJsonException impossible) {
            return null;
        }
    }
}
