package io.gatehouse.bench;

import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.RuleOutcome;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.policy.rule.Verdict;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Slice;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What rules cost a call, and how long many of them take to load.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleBenchmark {
    private static final Slice SCHEMA =
            Slice.of("{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"integer\"},"
                    + "\"path\":{\"type\":\"string\"},\"query\":{\"type\":\"string\"}}}");
    private static final Slice ARGUMENTS =
            Slice.of("{\"query\":\"where is the order of this customer\",\"amount\":42,\"path\":\"/a/b\"}");
    private static final String ARGUMENT = "args.?amount.orValue(0) > 500 && !('lead' in caller.roles)";
    private static final String CALLER = "caller.name == 'nobody'";
    private static final String TOOL = "tool.effects == 'destroy' && time.getHours() < 6";

    private final Caller caller = Caller.ofKey("desk-1");

    /// Rules of which one reads an argument.
    @State(Scope.Thread)
    public static class Reading {
        private final RuleBook book = book(List.of(ARGUMENT, CALLER, TOOL));
    }

    /// Rules that read none.
    @State(Scope.Thread)
    public static class NotReading {
        private final RuleBook book = book(List.of("'guest' in caller.roles", CALLER, TOOL));
    }

    private static RuleBook book(List<String> conditions) {
        List<Rule> rules = IntStream.range(0, conditions.size())
                .mapToObj(index -> new Rule(
                        "rule-" + index,
                        new Rule.Scope(List.of("crm"), List.of(), List.of()),
                        conditions.get(index),
                        new RuleOutcome.Deny("No."),
                        false))
                .toList();
        return RuleBook.compile(rules, (name, problem) -> {
            throw new IllegalStateException(name + " " + problem);
        });
    }

    private Verdict decide(RuleBook book) {
        return book.of(new ToolFacts("crm", "refund", "write", null, SCHEMA))
                .decide(new RuleCall(caller, List.of("support"), "mcp", null, ARGUMENTS, Instant.now()));
    }

    /// Three rules, of which one reads an argument.
    @Benchmark
    public Verdict threeRules(Reading reading) {
        return decide(reading.book);
    }

    /// Three rules that read no arguments.
    @Benchmark
    public Verdict threeRulesWithoutArguments(NotReading other) {
        return decide(other.book);
    }

    /// 1,000 rules in a process that has loaded none before.
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Fork(5)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public RuleBook load() {
        return book(IntStream.range(0, 1_000)
                .mapToObj(index -> switch (index % 4) {
                    case 0 -> "args.?amount.orValue(0) > " + index + " && !('lead' in caller.roles)";
                    case 1 -> "caller.name.startsWith('desk-" + index + "') || time.getHours('Europe/Berlin') < 6";
                    case 2 -> "args.?path.orValue('').matches('^/etc/.*" + index + "')";
                    default -> "tool.effects == 'destroy' && caller.roles.exists(r, r == 'x" + index + "')";
                })
                .toList());
    }
}
