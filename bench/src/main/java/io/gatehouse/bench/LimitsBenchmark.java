package io.gatehouse.bench;

import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Per;
import io.gatehouse.policy.Rate;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Usage;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.policy.Use;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.CallerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a call takes of limits, and gives back, with 100,000 callers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LimitsBenchmark {
    private static final int CALLERS = 100_000;
    private static final Rate OFTEN = new Rate(1_000_000, Duration.ofMinutes(1), 1_000_000);

    private final LocalCounters counters = new LocalCounters(System::nanoTime);
    private final UsageIndex four = index(4);
    private final UsageIndex one = index(1);
    private int caller;

    static UsageIndex index(int limits) {
        List<CallLimit> all = List.of(
                new CallLimit("a", Covered.TOOLS, Set.of(Per.CALLER), OFTEN, 0),
                new CallLimit("b", Covered.TOOLS, Set.of(Per.CALLER, Per.TOOL), OFTEN, 1_000),
                new CallLimit("c", Covered.TOOLS, Set.of(Per.CALLER, Per.SERVER), OFTEN, 0),
                new CallLimit("d", Covered.TOOLS, Set.of(Per.CALLER), null, 1_000));
        return new UsageIndex(new Usage(all.subList(0, limits), List.of(), List.of(), Map.of()));
    }

    /// Four limits, of which two have places.
    @Benchmark
    public Taken four() {
        return take(four);
    }

    /// One limit on how often.
    @Benchmark
    public Taken one() {
        return take(one);
    }

    private Taken take(UsageIndex index) {
        caller = (caller + 1) % CALLERS;
        Use use = new Use(UseKind.TOOL, CallerId.ofKey("caller-" + caller), null, "crm", "get_customer");
        return take(counters, index, use);
    }

    static Taken take(LocalCounters counters, UsageIndex index, Use use) {
        List<Claim> claims = index.limits(use, List.of()).stream()
                .map(limit -> new Claim(limit, limit.key(use), true))
                .toList();
        Taken[] taken = new Taken[1];
        counters.take(claims, what -> taken[0] = what);
        if (taken[0] instanceof Taken.Granted granted) {
            granted.permit().release();
        }
        return taken[0];
    }
}
