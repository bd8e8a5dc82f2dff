package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.RpcError;
import java.util.Map;

/// Collects what a request goes on with: the server's own names and the fixed arguments.
final class EditRequest implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        Resolved target = call.target();
        CatalogEntry entry = call.request().method().equals(Method.TOOLS_CALL) ? target.entry() : null;
        try {
            call.edited(
                    EditedRequest.of(call.request(), target.own(), entry == null ? Map.of() : entry.fixedArguments())
                            .with(call.changes()));
            return true;
        } catch (IllegalArgumentException notEditable) {
            Refusals.refuse(call, new RpcError(ErrorCode.INVALID_PARAMS, String.valueOf(notEditable.getMessage())));
            return false;
        }
    }
}
