package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;

/// Gives a call that waits for its client the answers that this request brings. That call was decided on before.
final class ResumeParked implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        return call.rounds().giveAnswers();
    }
}
