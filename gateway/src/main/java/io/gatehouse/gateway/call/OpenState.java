package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.RequestStates;
import io.gatehouse.gateway.bridge.RequestStates.Opening;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.RpcError;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Opens the `requestState` that a modern client brings back with its answers, and leaves out what the server of
/// the call does not know of.
final class OpenState implements Step<RunningCall> {
    private static final String STATE = "requestState";
    private static final String ANSWERS = "inputResponses";
    private static final String OLDER_NOW =
            "params.requestState is of a server that now speaks an older revision. Start"
                    + " the call again without it.";

    private final @Nullable RequestStates states;

    /// @param states null where states pass as they are
    OpenState(@Nullable RequestStates states) {
        this.states = states;
    }

    @Override
    public boolean take(RunningCall call) {
        ObjectView params = call.request().params();
        RequestStates used = states;
        if (used == null || params == null || !params.has(STATE) && !params.has(ANSWERS)) {
            return true;
        }
        Map<String, byte @Nullable []> changes = new HashMap<>();
        if (!call.peer().revision().modern() || call.legacyServer()) {
            changes.put(STATE, null);
            changes.put(ANSWERS, null);
        }
        if (call.peer().revision().modern() && params.has(STATE)) {
            String why = opened(call, used, params.string(STATE), changes);
            if (why != null) {
                Refusals.refuse(call, new RpcError(ErrorCode.INVALID_PARAMS, why));
                return false;
            }
        }
        call.changes(changes);
        return true;
    }

    /// Why it does not open, or null.
    private static @Nullable String opened(
            RunningCall call, RequestStates states, @Nullable String text, Map<String, byte @Nullable []> changes) {
        if (text == null) {
            return "params.requestState must be a string.";
        }
        return switch (states.open(text, call.binding())) {
            case Opening.Refused refused -> refused.why();
            case Opening.Valid(RoundState.Parked parked) -> {
                call.rounds().resumes(parked);
                yield null;
            }
            case Opening.Valid(RoundState.OfTask task) -> {
                if (call.legacyServer()) {
                    yield OLDER_NOW;
                }
                call.resumesTask(task.own());
                call.rounds().goesOn();
                yield null;
            }
            case Opening.Valid(RoundState.OfServer server) -> {
                if (call.legacyServer()) {
                    yield OLDER_NOW;
                }
                changes.put(STATE, Json.quoted(server.state()));
                call.rounds().goesOn();
                yield null;
            }
        };
    }
}
