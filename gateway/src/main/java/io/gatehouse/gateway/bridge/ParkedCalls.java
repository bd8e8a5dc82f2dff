package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.UpstreamExchange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The calls of modern clients to older servers that wait here for the answers to what their servers asked, and, for a
/// while, those that have ended: an answer may have been lost on its way.
public final class ParkedCalls implements AutoCloseable {
    /// Memory for the ends of calls that are kept, in bytes.
    private static final long KEPT_BYTES = 16 << 20;

    private final RequestStates states;
    private final Timers timers;
    private final BridgeSettings settings;
    private final Map<String, ParkedCall> calls = new ConcurrentHashMap<>();
    private final AtomicLong keptBytes = new AtomicLong();

    ParkedCalls(RequestStates states, Timers timers, BridgeSettings settings) {
        this.states = states;
        this.timers = timers;
        this.settings = settings;
    }

    /// How an older server sees a round that begins a call: one that may have to wait goes on in later rounds.
    public UpstreamExchange begin(Round round) {
        Peer peer = round.peer();
        boolean asked = peer.can("elicitation") || peer.can("sampling") || peer.can("roots");
        return asked && rounds(round.request().method()) ? new ParkedCall(this, round) : round;
    }

    /// What 2026-07-28 lets a server ask in the middle of.
    private static boolean rounds(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ -> true;
            default -> false;
        };
    }

    /// The call of a state; null when it is not known here, because the gateway was restarted or it is long over.
    public @Nullable ParkedCall find(RoundState.Parked state) {
        return calls.get(state.id());
    }

    /// How many wait, or are kept after their end.
    public int size() {
        return calls.size();
    }

    /// Keeps a call from now on.
    ///
    /// @return false when there is no room
    boolean keep(String id, ParkedCall call) {
        if (calls.size() >= settings.mostParked()) {
            return false;
        }
        calls.put(id, call);
        return true;
    }

    /// Forgets a call once the time for a repeated request is over.
    void forgetLater(String id, long bytes) {
        timers.after(settings.parkedFor(), () -> {
            calls.remove(id);
            keptBytes.addAndGet(-bytes);
        });
    }

    /// Takes memory for the end of a call that is kept.
    ///
    /// @return false when there is none
    boolean keeps(long bytes) {
        if (keptBytes.addAndGet(bytes) > KEPT_BYTES) {
            keptBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    RequestStates states() {
        return states;
    }

    Timers timers() {
        return timers;
    }

    Duration parkedFor() {
        return settings.parkedFor();
    }

    /// Ends those that wait.
    @Override
    public void close() {
        List.copyOf(calls.values()).forEach(ParkedCall::stop);
        calls.clear();
    }
}
