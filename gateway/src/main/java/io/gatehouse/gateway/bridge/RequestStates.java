package io.gatehouse.gateway.bridge;

import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Seal;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Seals and opens the `requestState` that clients of 2026-07-28 bring back with their answers. A client holds it,
/// so it is read as hostile: one that was changed, belongs to another caller, toolset, server or call, or is too
/// old, is refused. Whether it came before is for the server to judge.
public final class RequestStates {
    private static final String PURPOSE = "gateway request state";
    /// How long a client may take for one round.
    private static final Duration LIFETIME = Duration.ofHours(1);
    /// The largest state of a server that is passed on, in bytes.
    private static final int MAX_BYTES = 64 << 10;

    private final Seal seal;
    private final ReplicaId replica;

    /// @param keys that seal
    /// @param parkedFor how long a call waits for its answers; a state lives longer
    public RequestStates(KeyRing keys, Duration parkedFor) {
        this(keys, parkedFor, ReplicaId.random());
    }

    /// [#RequestStates(KeyRing, Duration)] of one of several replicas.
    ///
    /// @param replica what this process is called
    public RequestStates(KeyRing keys, Duration parkedFor, ReplicaId replica) {
        this.replica = replica;
        Duration twice = parkedFor.multipliedBy(2);
        this.seal = new Seal(
                keys,
                PURPOSE,
                twice.compareTo(LIFETIME) > 0 ? twice : LIFETIME,
                Seal.length(MAX_BYTES),
                InstantSource.system());
    }

    /// What comes of opening a state.
    public sealed interface Opening {
        /// It was made for this call.
        record Valid(RoundState state) implements Opening {}

        /// It was not.
        ///
        /// @param why for the client
        record Refused(String why) implements Opening {}
    }

    /// The state as the client gets it; null when the server's is too large. One of a call that waits here begins with
    /// the name of this replica.
    public @Nullable String seal(RoundState state, RoundBinding binding) {
        boolean parked = state instanceof RoundState.Parked;
        String sealed = seal.seal(state.toBytes(), bound(binding, parked ? replica : null));
        return sealed == null || !parked ? sealed : replica.before(sealed);
    }

    private static String[] bound(RoundBinding binding, @Nullable ReplicaId replica) {
        String named = replica == null ? "" : replica.toString();
        return new String[] {binding.toolset(), binding.caller(), binding.server(), binding.call(), named};
    }

    /// Opens what a client brings back.
    public Opening open(String text, RoundBinding binding) {
        ReplicaId named = ReplicaId.of(text);
        return switch (seal.open(ReplicaId.rest(text), bound(binding, named))) {
            case Opened.Content content -> {
                RoundState state = RoundState.read(content.bytes());
                yield state == null ? refused() : new Opening.Valid(state);
            }
            case Opened.Expired expired ->
                new Opening.Refused("params.requestState is too old. Start the call again without it.");
            case Opened.Refused refused -> refused();
        };
    }

    private static Opening refused() {
        return new Opening.Refused("params.requestState was not made here for this call, or was changed. Repeat the"
                + " request that it came with, arguments unchanged, and send the state back exactly as it came.");
    }
}
