package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Timers;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.seal.ReplicaId;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What one gateway needs for calls that take several rounds.
///
/// @param states seals what clients bring back; null where another gateway does so
/// @param parked the calls that wait for answers
/// @param keys seal what else clients bring back; null where another gateway does so
/// @param replica what this process is called
public record Bridge(
        @Nullable RequestStates states,
        ParkedCalls parked,
        @Nullable KeyRing keys,
        ReplicaId replica) implements AutoCloseable {
    /// The bridge of a gateway.
    public static Bridge of(KeyRing keys, Timers timers, BridgeSettings settings) {
        return of(keys, timers, settings, ReplicaId.random());
    }

    /// The bridge of one of several replicas.
    ///
    /// @param replica what this process is called
    public static Bridge of(KeyRing keys, Timers timers, BridgeSettings settings, ReplicaId replica) {
        RequestStates states = new RequestStates(keys, settings.parkedFor(), replica);
        return new Bridge(states, new ParkedCalls(states, timers, settings), keys, replica);
    }

    /// One whose states open as long as it is there.
    public static Bridge inMemory(Timers timers) {
        return of(KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), timers, BridgeSettings.DEFAULT);
    }

    /// One that leaves `requestState` as the gateway behind it wrote it.
    public static Bridge relay(Timers timers) {
        return new Bridge(null, inMemory(timers).parked(), null, ReplicaId.random());
    }

    /// Time.
    public Timers timers() {
        return parked.timers();
    }

    @Override
    public void close() {
        parked.close();
    }
}
