package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC error object.
///
/// @param code one of [ErrorCode]
/// @param message what happened, to which field or server, and what to do next
/// @param data further facts as JSON text, or null
public record RpcError(int code, String message, @Nullable String data) {
    /// An error without data.
    public RpcError(int code, String message) {
        this(code, message, null);
    }

    /// The same with what programs can read of it; `data` must be an object or nothing.
    public RpcError with(Failure failure) {
        String facts = failure.toJson();
        String all = data == null || data.equals("{}")
                ? facts
                : data.substring(0, data.length() - 1) + "," + facts.substring(1);
        return new RpcError(code, message, all);
    }

    /// The error object as UTF-8 JSON.
    public byte[] toJson() {
        String json = "{\"code\":" + code + ",\"message\":" + Json.quote(message)
                + (data == null ? "}" : ",\"data\":" + data + "}");
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
