package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.RequestStates;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import org.jspecify.annotations.Nullable;

/// Seals the `requestState` with which a server of 2026-07-28 asks a modern client, so that it comes back
/// unchanged, from the same caller, and for the same call.
final class SealState implements Step<RunningCall> {
    private final @Nullable RequestStates states;

    /// @param states null where states pass as they are
    SealState(@Nullable RequestStates states) {
        this.states = states;
    }

    @Override
    public boolean take(RunningCall call) {
        ObjectView result = call.came().result();
        Slice state = result == null ? null : result.get("requestState");
        RequestStates used = states;
        if (used == null || state == null || state.first() != '"' || !asks(call)) {
            return true;
        }
        String sealed = used.seal(new RoundState.OfServer(Json.unquote(state)), call.binding());
        if (sealed == null) {
            String server = call.binding().server();
            call.failed(CallFailure.of(
                    Kind.INVALID_ANSWER,
                    server,
                    Outcome.SENT_OUTCOME_UNKNOWN,
                    new Told("server " + server + ": its requestState is too large", "make it smaller at the server")));
            return false;
        }
        call.came(Response.of(new Splice(call.came().body())
                .replace(state, Json.quoted(sealed))
                .toBytes()));
        return true;
    }

    private static boolean asks(RunningCall call) {
        return call.came().resultType().equals("input_required");
    }
}
