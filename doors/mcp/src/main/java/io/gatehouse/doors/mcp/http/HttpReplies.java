package io.gatehouse.doors.mcp.http;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Answers that end an HTTP request at once.
public final class HttpReplies {
    public static final String JSON = "application/json";

    private static final Slice NULL = Slice.of("null");
    private static final Duration BUSY = Duration.ofSeconds(5);

    private HttpReplies() {}

    /// A JSON-RPC error that tells programs what went wrong, too.
    ///
    /// @param id of the request that it answers, or null when there is none
    public static void error(HttpExchange http, int status, @Nullable Slice id, RpcError error) {
        error(http, status, id, error, category(status, error.code()), null);
    }

    public static void error(HttpExchange http, int status, @Nullable Slice id, int code, String message) {
        error(http, status, id, new RpcError(code, message));
    }

    private static void error(
            HttpExchange http,
            int status,
            @Nullable Slice id,
            RpcError error,
            Category category,
            @Nullable Duration wait) {
        String known = http.requestId();
        String requestId = known == null ? RequestId.next() : known;
        Failure failure = new Failure(category, Outcome.NOT_SENT, null, requestId, wait);
        http.requestId(requestId).reason(error.message());
        http.respond(status, JSON, Response.error(error.with(failure)).withId(id == null ? NULL : id));
    }

    private static Category category(int status, int code) {
        return switch (status) {
            case 401, 403 -> Category.ACCESS;
            case 429, 503 -> Category.RATE_LIMIT;
            default -> OwnAnswers.category(code);
        };
    }

    /// 400, because the body is no message.
    public static void malformed(HttpExchange http, MalformedMessageException malformed) {
        error(http, 400, malformed.id(), malformed.error());
    }

    /// A bound was reached, and it is worth to try again in a while.
    ///
    /// @param status 503, or 200 where the body was read
    public static void busy(HttpExchange http, int status, @Nullable Slice id, String message) {
        retryAfter(http, BUSY);
        error(http, status, id, new RpcError(ErrorCode.LIMIT_REACHED, message), Category.RATE_LIMIT, BUSY);
    }

    /// 503, because the gateway is stopping.
    public static void stopping(HttpExchange http, @Nullable Slice id, InFlight work) {
        Duration wait = Duration.ofSeconds(work.retryAfterSeconds());
        retryAfter(http, wait);
        error(http, 503, id, new RpcError(ErrorCode.LIMIT_REACHED, InFlight.REFUSAL), Category.DOWNSTREAM, wait);
    }

    /// 503 with a `Retry-After` that is there already, because there is no memory for the body of the request.
    public static void noRoom(HttpExchange http, String message) {
        RpcError error = new RpcError(ErrorCode.LIMIT_REACHED, message);
        error(http, 503, null, error, Category.RATE_LIMIT, Duration.ofSeconds(1));
    }

    private static void retryAfter(HttpExchange http, Duration wait) {
        http.responseHeader("Retry-After", String.valueOf(Math.max(1, wait.toSeconds())));
    }

    /// A method that the address does not have.
    public static void methodNotAllowed(HttpExchange http, String allowed, String message) {
        http.responseHeader("Allow", allowed);
        error(http, 405, null, ErrorCode.INVALID_REQUEST, message);
    }
}
