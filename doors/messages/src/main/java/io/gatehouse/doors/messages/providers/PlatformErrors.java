package io.gatehouse.doors.messages.providers;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the errors of all platforms have in common.
final class PlatformErrors {
    private static final int LONGEST = 2_000;

    private PlatformErrors() {}

    /// Whether the body is an error of Anthropic's API already: the model behind the platform gave it.
    static boolean anthropic(byte[] body) {
        ObjectView view = object(body);
        if (view == null || !"error".equals(view.string("type"))) {
            return false;
        }
        ObjectView error = view.object("error");
        return error != null && error.string("type") != null;
    }

    /// The body as an object, or null if it is anything else.
    static @Nullable ObjectView object(byte[] body) {
        try {
            return ObjectView.read(Slice.of(body));
        } catch (MalformedJsonException somethingElse) {
            return null;
        }
    }

    /// What the body says when it is not what was expected, a page of a proxy for example.
    static String text(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, LONGEST), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "the platform said nothing more" : text;
    }

    /// The error that Anthropic's API has for a status of HTTP.
    static ApiError of(int status, String message) {
        return switch (status) {
            case 400, 405, 422 -> ApiError.invalid(message);
            case 401 -> ApiError.authentication(message);
            case 403 -> ApiError.permission(message);
            case 404 -> ApiError.notFound(message);
            case 413 -> ApiError.tooLarge(message);
            case 429 -> rateLimit(message);
            case 503, 529 -> ApiError.overloaded(message);
            case 408, 504 -> ApiError.timeout(message);
            default -> ApiError.api(message);
        };
    }

    /// Too many requests or tokens in a time.
    static ApiError rateLimit(String message) {
        return new ApiError(429, "rate_limit_error", message, null);
    }

    /// The data of an `error` event, and the body of an error of a request that has no id.
    static byte[] body(ApiError error) {
        return ("{\"type\":\"error\",\"error\":{\"type\":" + Json.quote(error.type()) + ",\"message\":"
                        + Json.quote(error.message()) + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
