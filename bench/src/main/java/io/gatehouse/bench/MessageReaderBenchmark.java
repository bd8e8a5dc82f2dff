package io.gatehouse.bench;

import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Slice;
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

/// The envelope reader on the messages that are measured over the wire.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageReaderBenchmark {
    private final MessageReader reader = new MessageReader(Limits.DEFAULT);
    private final Slice call = Slice.of(Samples.call());
    private final Slice answer = Slice.of(Samples.answer());
    private final Slice list = Slice.of(Samples.list(1_000));

    /// A modern `tools/call` of 300 bytes.
    @Benchmark
    public Message call() throws MalformedMessageException {
        return reader.read(call);
    }

    /// Its answer of 500 bytes.
    @Benchmark
    public Message answer() throws MalformedMessageException {
        return reader.read(answer);
    }

    /// `tools/list` of 1,000 tools.
    @Benchmark
    public Message list() throws MalformedMessageException {
        return reader.read(list);
    }
}
