package io.gatehouse.bench;

import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.Objects;
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

/// What a call changes on its way: the tool's name and the id, and the id of the answer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpliceBenchmark {
    private final Request call = Request.of(Samples.call());
    private final Response answer = Response.of(Samples.answer());
    private final Slice name =
            Objects.requireNonNull(Objects.requireNonNull(call.params()).get("name"));
    private final Slice newId = Slice.of("17");

    /// Another name and another id in a call.
    @Benchmark
    public byte[] call() {
        return new Splice(call.body())
                .replace(name, "\"echo\"")
                .replace(call.id(), newId)
                .toBytes();
    }

    /// Another id in an answer.
    @Benchmark
    public byte[] answer() {
        return answer.withId(newId);
    }
}
