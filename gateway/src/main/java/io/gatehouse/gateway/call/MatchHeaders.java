package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.RpcError;
import java.util.List;

/// Refuses a call whose headers say something else than its arguments. A transport looks at that before it takes a
/// call, but while a server is still starting it cannot know which headers there must be.
final class MatchHeaders implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        List<HeaderParameter> mirrored = call.target().options().headerParameters();
        String mismatch = mirrored.isEmpty() ? null : call.headerMismatch(mirrored);
        if (mismatch != null) {
            Refusals.refuse(call, new RpcError(ErrorCode.HEADER_MISMATCH, mismatch));
        }
        return mismatch == null;
    }
}
