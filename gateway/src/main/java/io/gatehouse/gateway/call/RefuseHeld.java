package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import io.gatehouse.upstream.call.CallFailure;

/// Ends a call that its server would not get at present, before anybody is asked about it: an approval serves one call,
/// and is not to be used up by one that is not sent.
final class RefuseHeld implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        CallFailure refusal = call.target().upstream().refusal(call.caller().account());
        if (refusal == null) {
            return true;
        }
        call.failed(refusal);
        return false;
    }
}
