package io.gatehouse.bench;

import io.gatehouse.doors.mcp.SessionToken;
import io.gatehouse.doors.mcp.SessionTokens;
import io.gatehouse.doors.mcp.TokenSettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
    private final SessionTokens remembering = SessionTokens.inMemory(TokenSettings.defaults());
    /// One byte of memory holds no token, so each is opened anew.
    private final SessionTokens forgetting =
            SessionTokens.inMemory(new TokenSettings(Duration.ofDays(7), Duration.ofDays(30), 2, 2048, 512, 1));

    private final String remembered = token(remembering);
    private final String forgotten = token(forgetting);

    /// A token that was seen before.
    @Benchmark
    public @Nullable SessionToken openAgain() {
        return remembering.open(remembered, "", Caller.ANONYMOUS);
    }

    /// A token that another replica made.
    @Benchmark
    public @Nullable SessionToken openFirst() {
        return forgetting.open(forgotten, "", Caller.ANONYMOUS);
    }

    private static String token(SessionTokens tokens) {
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
