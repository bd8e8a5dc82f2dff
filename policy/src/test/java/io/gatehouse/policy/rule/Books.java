package io.gatehouse.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.rule.Rule.Scope;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rules and calls for tests: a tool `refund` of the server `crm`.
final class Books {
    static final String SCHEMA = """
            {"type":"object","required":["order"],"properties":{
              "order":{"type":"string"},
              "amount":{"type":"integer"},
              "rate":{"type":"number"},
              "note":{"type":["string","null"]},
              "to":{"type":"object","required":["city"],
                "properties":{"city":{"type":"string"},"zip":{"type":"string"}}},
              "lines":{"type":"array","items":{"type":"object","properties":{"sum":{"type":"integer"}}}},
              "limit":{"anyOf":[{"type":"integer"},{"type":"null"}],"default":null},
              "price":{"oneOf":[{"type":"null"},{"type":"number"}]},
              "rates":{"type":"array","items":{"type":"object","properties":{"rate":{"type":"number"}}}},
              "tags":{"type":"array","items":{"type":"string"}},
              "any":{}}}""";
    static final Instant NOW = Instant.parse("2026-07-28T12:00:00Z");

    private Books() {}

    static Rule deny(String name, @Nullable String when) {
        return new Rule(name, Scope.EVERYTHING, when, new RuleOutcome.Deny("No: " + name + "."), false);
    }

    static RuleBook book(Rule... rules) {
        List<String> problems = new ArrayList<>();
        RuleBook book = RuleBook.compile(List.of(rules), (name, problem) -> problems.add(name + " " + problem));
        assertThat(problems).isEmpty();
        return book;
    }

    /// Why a condition cannot be used for any tool; empty when it can.
    static String problem(String when) {
        List<String> problems = new ArrayList<>();
        RuleBook.compile(List.of(deny("r", when)), (name, problem) -> problems.add(problem));
        return String.join("; ", problems);
    }

    /// Why a condition does not fit the tool; empty when it does.
    static String unfit(String when) {
        return told(book(deny("r", when)).of(tool()));
    }

    /// Why rules do not fit a tool; empty when they do.
    static String told(ToolRules rules) {
        return rules.problems().stream()
                .map(problem -> problem.rule() + ": " + problem.why())
                .collect(Collectors.joining("; "));
    }

    static ToolFacts tool() {
        return new ToolFacts(
                "crm", "refund", "write", object("{\"destructiveHint\":false,\"title\":\"Refund\"}"), Slice.of(SCHEMA));
    }

    static ObjectView object(String json) {
        try {
            return ObjectView.read(Slice.of(json));
        } catch (MalformedJsonException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static RuleCall call(@Nullable String arguments) {
        return new RuleCall(
                Caller.ofKey("desk-1"),
                List.of("support"),
                "mcp",
                object("{\"name\":\"claude-code\",\"version\":\"2\"}"),
                arguments == null ? null : Slice.of(arguments),
                NOW);
    }

    static Verdict decide(RuleBook book, @Nullable String arguments) {
        return book.of(tool()).decide(call(arguments));
    }

    /// What becomes of a call under one rule with this condition: `denied`, `passed`, or another reason.
    static String outcome(String when, @Nullable String arguments) {
        Verdict.Refusal refusal = decide(book(deny("r", when)), arguments).refusal();
        if (refusal == null) {
            return "passed";
        }
        return refusal.reason().equals("No: r.") ? "denied" : refusal.reason();
    }
}
