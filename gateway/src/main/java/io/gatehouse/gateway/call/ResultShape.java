package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.Upstream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a client gets of a server's result: without what only the gateway may say, with the names that clients
/// know, and as the client's revision has it. A result takes this shape whether it answers its call or is part of a
/// task. What needs no change passes byte for byte.
final class ResultShape {
    private final Toolset toolset;
    private final Upstream upstream;
    private final @Nullable CatalogEntry entry;
    private final Peer client;
    private final boolean relay;

    /// @param relay whether servers are gateways, which say themselves what became of a call
    ResultShape(Toolset toolset, Resolved target, Peer client, boolean relay) {
        this.toolset = toolset;
        this.upstream = target.upstream();
        this.entry = target.entry();
        this.client = client;
        this.relay = relay;
    }

    /// A result or an error of this method, shaped.
    Response of(Response came, String method) {
        Response honest = relay ? came : ForgedFailure.removed(came);
        ObjectView result = honest.result();
        return result == null
                ? MissingResource.in(honest, method, client, upstream.snapshot().revision())
                : olderWhereNeeded(withExposedUris(honest, result), method);
    }

    /// A server may speak a newer revision than the client.
    private Response olderWhereNeeded(Response response, String method) {
        Revision server = upstream.snapshot().revision();
        if (server == null || server.compareTo(client.revision()) <= 0) {
            return response;
        }
        boolean wrapsOutput = entry != null && entry.facts().wrapsOutput();
        return OlderResults.of(response, method, server, client.revision(), wrapsOutput);
    }

    /// Notes whose the resources in a result are, and puts the names that clients know in place of colliding URIs.
    private Response withExposedUris(Response response, ObjectView result) {
        List<Slice> uris = ResultUris.of(result);
        if (uris.isEmpty()) {
            return response;
        }
        UnaryOperator<String> namer = toolset.namer(upstream);
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
