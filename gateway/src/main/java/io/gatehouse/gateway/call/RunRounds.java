package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;

/// Asks a legacy client what a server of 2026-07-28 wants to know before it answers, and sends the call again.
final class RunRounds implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        if (call.peer().revision().modern() || !call.came().resultType().equals("input_required")) {
            return true;
        }
        call.rounds().runRound();
        return false;
    }
}
