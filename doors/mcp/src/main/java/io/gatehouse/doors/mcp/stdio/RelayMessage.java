package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.Headers;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message of a relayed client as it is sent.
///
/// @param body its bytes
/// @param requests those in it, which want answers
/// @param alone the request when it is nothing else, or null
/// @param bound whether it means something to one gateway only, and is not sent to another
/// @param fields its headers
record RelayMessage(
        byte[] body, List<Request> requests, @Nullable Request alone, boolean bound, Fields fields) {

    /// Makes the headers for the gateway that a message is sent to.
    interface Fields {
        /// @throws HeaderRoomException when what they mirror is too long for a header
        Headers of(RelayedGateway gateway) throws HeaderRoomException;
    }

    /// One request.
    static RelayMessage of(Request request, byte[] body, Fields fields) {
        return new RelayMessage(body, List.of(request), request, false, fields);
    }

    /// Several messages at once.
    static RelayMessage batch(List<Request> requests, byte[] body) {
        return new RelayMessage(body, requests, null, false, RelayedGateway::legacyHeaders);
    }

    /// A message that has no answer.
    static RelayMessage post(byte[] body, boolean bound, Fields fields) {
        return new RelayMessage(body, List.of(), null, bound, fields);
    }

    Headers headers(RelayedGateway gateway) throws HeaderRoomException {
        return fields.of(gateway);
    }
}
