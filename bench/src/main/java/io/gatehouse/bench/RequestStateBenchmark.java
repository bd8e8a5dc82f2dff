package io.gatehouse.bench;

import io.gatehouse.gateway.bridge.BridgeSettings;
import io.gatehouse.gateway.bridge.RequestStates;
import io.gatehouse.gateway.bridge.RequestStates.Opening;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Request;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
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

/// The `requestState` that a modern client gets with a question and brings back with its answer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestStateBenchmark {
    private static final int SERVER_STATE_LENGTH = 200;

    private final RequestStates states = new RequestStates(
            KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), BridgeSettings.DEFAULT.parkedFor());
    private final Request call = Request.of(Samples.call());
    private final RoundBinding binding = binding();
    private final RoundState parked = new RoundState.Parked(UUID.randomUUID().toString(), 1);
    private final RoundState ofServer = new RoundState.OfServer("s".repeat(SERVER_STATE_LENGTH));

    /// The state of a call that waits in the gateway: wrapped, then opened.
    @Benchmark
    public Opening parked() {
        return wrapAndOpen(parked);
    }

    /// The same with a state of 200 characters that a server gave.
    @Benchmark
    public Opening ofServer() {
        return wrapAndOpen(ofServer);
    }

    /// What a state is bound to, of a call of 300 bytes; once for each request.
    @Benchmark
    public RoundBinding binding() {
        return RoundBinding.of("", Caller.ANONYMOUS, "modern", call);
    }

    private Opening wrapAndOpen(RoundState state) {
        return states.open(Objects.requireNonNull(states.seal(state, binding)), binding);
    }
}
