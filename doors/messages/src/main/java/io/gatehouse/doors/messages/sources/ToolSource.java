package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.gateway.call.HeldTools;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/// One server that a request uses, for as long as the request lasts.
public interface ToolSource extends AutoCloseable {

    /// What it offers: the last known list when it cannot be reached now. Blocks until it has listed for
    /// the first time, within bounds. The tools are shared between requests and must not be changed.
    ///
    /// @throws ApiException when it never listed anything and cannot be reached, or refuses the token; names it and
    ///     says what to do
    List<OfferedTool> tools() throws ApiException, InterruptedException;

    /// What of it cannot be used now, because calls to its servers are held back.
    default HeldTools held() {
        return HeldTools.NONE;
    }

    /// Calls a tool by the name that [#tools()] gives it. Never blocks. What the server asks in the middle of the call
    /// is answered here. Whoever cancels the future, or completes it, cancels the call, with [GatewayStopped]
    /// when the gateway stops.
    ///
    /// @return completes with the result, or with an error of the protocol; a call that did not reach the
    ///     server, or broke off, is a result with `isError` that says so
    CompletableFuture<Response> call(String tool, ObjectNode arguments);

    /// The same with arguments among them that the request sets and the model does not see.
    ///
    /// @param hidden their names
    default CompletableFuture<Response> call(String tool, ObjectNode arguments, Set<String> hidden) {
        return call(tool, arguments);
    }

    /// The request is over: ends what was kept for it.
    @Override
    void close();
}
