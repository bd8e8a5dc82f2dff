package io.gatehouse.gateway.call;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// That a resource is not there has a code of its own before 2026-07-28 (-32002) and is an invalid parameter since
/// (-32602, with the URI in `data`). Across the eras a client gets the code of its own.
final class MissingResource {
    private MissingResource() {}

    /// The error as the client's revision has it; every other byte stays.
    ///
    /// @param server what the server speaks, or null when that is not known
    static Response in(Response response, String method, Peer client, @Nullable Revision server) {
        ObjectView error = response.error();
        Slice code = error == null ? null : error.get("code");
        boolean modern = client.revision().modern();
        if (error == null
                || code == null
                || server == null
                || server.modern() == modern
                || !method.equals(Method.RESOURCES_READ)
                || !missing(response, error, server)) {
            return response;
        }
        int own = modern ? ErrorCode.INVALID_PARAMS : ErrorCode.LEGACY_RESOURCE_NOT_FOUND;
        byte[] digits = Integer.toString(own).getBytes(StandardCharsets.US_ASCII);
        return Response.of(new Splice(response.body()).replace(code, digits).toBytes());
    }

    private static boolean missing(Response response, ObjectView error, Revision server) {
        if (!server.modern()) {
            return response.errorCode() == ErrorCode.LEGACY_RESOURCE_NOT_FOUND;
        }
        ObjectView data = error.object("data");
        return response.errorCode() == ErrorCode.INVALID_PARAMS && data != null && data.has("uri");
    }
}
