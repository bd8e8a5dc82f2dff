package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.RpcError;

/// Ends a call with a JSON-RPC error. What a model should read and act on is a [ToolResult#error(String)] instead.
public final class CallException extends RuntimeException {
    private final RpcError error;

    /// @param error what the client gets
    public CallException(RpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /// What the client gets.
    public RpcError error() {
        return error;
    }

    /// A parameter is missing or wrong (`-32602`).
    public static CallException invalid(String message) {
        return new CallException(new RpcError(ErrorCode.INVALID_PARAMS, message));
    }

    /// There is no such resource: `-32602`, which legacy clients get as `-32002`.
    public static CallException resourceNotFound(String uri) {
        return new CallException(new RpcError(
                ErrorCode.LEGACY_RESOURCE_NOT_FOUND,
                "resource not found: " + uri + "; resources/list and resources/templates/list name those there are",
                "{\"uri\":" + Json.quote(uri) + "}"));
    }
}
