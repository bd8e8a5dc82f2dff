package io.gatehouse.bench;

import io.gatehouse.doors.mcp.streamable.SessionToken;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Opening the token that a legacy client shows with each request.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionTokenBenchmark {
    private final SessionTokens tokens = SessionTokens.inMemory(TokenSettings.DEFAULT);
    /// More than are remembered, so each is opened anew.
    private static final int MANY = 50_000;

    private final String remembered = token();
    private final String[] others = Stream.generate(this::token).limit(MANY).toArray(String[]::new);
    private int next;

    /// A token that was seen before.
    @Benchmark
    public @Nullable SessionToken openAgain() {
        return tokens.open(remembered, "", Caller.ANONYMOUS);
    }

    /// A token that another replica made.
    @Benchmark
    public @Nullable SessionToken openFirst() {
        return tokens.open(others[next++ % MANY], "", Caller.ANONYMOUS);
    }

    private String token() {
        try {
            ObjectView capabilities = ObjectView.read(Slice.of("{\"elicitation\":{}}"));
            ObjectView client = ObjectView.read(Slice.of("{\"name\":\"bench\",\"version\":\"1\"}"));
            return Objects.requireNonNull(
                    tokens.seal("", Caller.ANONYMOUS, Revision.R2025_11_25, capabilities, client));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }
}
