package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers that end an HTTP request at once.
final class HttpReplies {
    static final String JSON = "application/json";

    private static final Slice NULL = Slice.of("null");

    private HttpReplies() {}

    /// A JSON-RPC error.
    ///
    /// @param id of the request that it answers, or null when there is none
    static void error(HttpExchange http, int status, @Nullable Slice id, RpcError error) {
        http.respond(status, JSON, Response.error(error).withId(id == null ? NULL : id));
    }

    static void error(HttpExchange http, int status, @Nullable Slice id, int code, String message) {
        error(http, status, id, new RpcError(code, message));
    }

    /// 503, because the gateway is stopping.
    static void stopping(HttpExchange http, @Nullable Slice id, Work work) {
        http.responseHeader("Retry-After", String.valueOf(work.retryAfterSeconds()));
        error(http, 503, id, io.gatehouse.protocol.ErrorCode.LIMIT_REACHED, Work.REFUSAL);
    }

    /// A method that the address does not have.
    static void methodNotAllowed(HttpExchange http, String allowed, String message) {
        http.responseHeader("Allow", allowed);
        error(http, 405, null, io.gatehouse.protocol.ErrorCode.INVALID_REQUEST, message);
    }

    /// JSON values as one JSON array.
    static byte[] array(List<byte[]> values) {
        int length = 1 + values.size();
        for (byte[] value : values) {
            length += value.length;
        }
        byte[] out = new byte[Math.max(2, length)];
        int at = 0;
        for (byte[] value : values) {
            out[at] = at == 0 ? (byte) '[' : (byte) ',';
            System.arraycopy(value, 0, out, at + 1, value.length);
            at += value.length + 1;
        }
        out[0] = '[';
        out[out.length - 1] = ']';
        return out;
    }
}
