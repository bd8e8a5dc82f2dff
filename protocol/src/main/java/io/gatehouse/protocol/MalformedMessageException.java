package io.gatehouse.protocol;

import org.jspecify.annotations.Nullable;

/// Bytes that are no JSON-RPC message. Carries the error to answer with and, where it could be read, the id to answer
/// under.
public final class MalformedMessageException extends Exception {
    private final RpcError error;
    private final @Nullable Slice id;

    MalformedMessageException(int code, String message, @Nullable Slice id) {
        super(message, null, false, false);
        this.error = new RpcError(code, message);
        this.id = id;
    }

    /// `-32700` when the bytes are no JSON, `-32600` when they are no message.
    public RpcError error() {
        return error;
    }

    /// The id of the request that was meant, or null.
    public @Nullable Slice id() {
        return id;
    }

    /// The whole error response, with `"id":null` when no id could be read.
    public byte[] response() {
        Slice known = id;
        return Response.error(error).withId(known == null ? Slice.of("null") : known);
    }
}
