package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes out of a server's answer what only the gateway may say of a call: programs rely on it when they decide whether
/// a call may be repeated.
final class ForgedFailure {
    private ForgedFailure() {}

    /// The answer without it; the same one when it holds none.
    static Response removed(Response response) {
        ObjectView result = response.result();
        ObjectView error = response.error();
        ObjectView holder = null;
        if (result != null) {
            holder = result.object("_meta");
        } else if (error != null) {
            holder = error.object("data");
        }
        if (holder == null || !holder.has(Failure.KEY)) {
            return response;
        }
        Map<String, byte @Nullable []> change = new HashMap<>();
        change.put(Failure.KEY, null);
        return Response.of(new Splice(response.body()).change(holder, change).toBytes());
    }
}
