package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes of a server's answer what its client gets: without what only the gateway may say, with the names that clients
/// know, and as the client's revision has it. What needs no change passes byte for byte.
final class ShapeAnswer implements Step<RunningCall> {
    private final boolean relay;

    /// @param relay whether servers are gateways, which say themselves what became of a call
    ShapeAnswer(boolean relay) {
        this.relay = relay;
    }

    @Override
    public boolean take(RunningCall call) {
        Response came = relay ? call.came() : ForgedFailure.removed(call.came());
        ObjectView result = came.result();
        if (result == null) {
            Revision server = call.target().upstream().snapshot().revision();
            Response error = MissingResource.in(came, call.request().method(), call.peer(), server);
            call.finish(error, new Ending(CallOutcome.ERROR, Outcome.DONE, null, came.errorMessage()));
            return false;
        }
        Response shaped = olderWhereNeeded(call, withExposedUris(call, came, result));
        call.finish(shaped, Ending.answered(outcome(came, result)));
        return false;
    }

    private static CallOutcome outcome(Response response, ObjectView result) {
        if (result.isTrue("isError")) {
            return CallOutcome.TOOL_ERROR;
        }
        return response.resultType().equals("input_required") ? CallOutcome.INPUT_REQUIRED : CallOutcome.OK;
    }

    /// A server may speak a newer revision than the client.
    private static Response olderWhereNeeded(RunningCall call, Response response) {
        Revision server = call.target().upstream().snapshot().revision();
        Revision client = call.peer().revision();
        if (server == null || server.compareTo(client) <= 0) {
            return response;
        }
        CatalogEntry entry = call.target().entry();
        boolean wrapsOutput = entry != null && entry.facts().wrapsOutput();
        return OlderResults.of(response, call.request().method(), server, client, wrapsOutput);
    }

    /// Notes whose the resources in a result are, and puts the names that clients know in place of colliding URIs.
    private static Response withExposedUris(RunningCall call, Response response, ObjectView result) {
        List<Slice> uris = ResultUris.of(result);
        if (uris.isEmpty()) {
            return response;
        }
        UnaryOperator<String> namer = call.toolset().namer(call.target().upstream());
        Splice splice = new Splice(response.body());
        boolean changed = false;
        for (Slice literal : uris) {
            String uri = Json.unquote(literal);
            String exposed = namer.apply(uri);
            if (!exposed.equals(uri)) {
                splice.replace(literal, Json.quoted(exposed));
                changed = true;
            }
        }
        return changed ? Response.of(splice.toBytes()) : response;
    }
}
