package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC notification: nobody answers it.
///
/// @param envelope the whole message
/// @param method the method's name
/// @param params its parameters, or null when there are none
public record Notification(
        ObjectView envelope, String method, @Nullable ObjectView params) implements Message {

    /// A notification made here; `params` is JSON text.
    public static Notification of(String method, @Nullable String params) {
        String json = "{\"jsonrpc\":\"2.0\",\"method\":" + Json.quote(method)
                + (params == null ? "}" : ",\"params\":" + params + "}");
        return (Notification) MessageReader.readOwn(json.getBytes(StandardCharsets.UTF_8));
    }

    /// The same notification from other bytes, which must be one.
    ///
    /// @throws IllegalArgumentException when they are not
    public static Notification of(byte[] json) {
        return (Notification) MessageReader.readOwn(json);
    }
}
