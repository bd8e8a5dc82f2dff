package io.gatehouse.models.platforms;

import io.gatehouse.models.ApiError;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the errors of all platforms have in common.
public final class PlatformErrors {
    private static final int LONGEST = 2_000;

    private PlatformErrors() {}

    /// Whether the body is an error of Anthropic's API already: the model behind the platform gave it.
    public static boolean anthropic(byte[] body) {
        ObjectView view = object(body);
        if (view == null || !"error".equals(view.string("type"))) {
            return false;
        }
        ObjectView error = view.object("error");
        return error != null && error.string("type") != null;
    }

    /// The body as an object, or null if it is anything else.
    public static @Nullable ObjectView object(byte[] body) {
        try {
            return ObjectView.read(Slice.of(body));
        } catch (MalformedJsonException somethingElse) {
            return null;
        }
    }

    /// An error of a platform as callers are told it. What it says of the gateway's own account, and what is no
    /// error of the platform at all, a page of a proxy say, is for operators only.
    ///
    /// @param platform its name
    /// @param kind type and status
    /// @param message what the platform says; null when it says nothing that is understood
    /// @param body of the answer
    static ApiError told(String platform, ApiError kind, @Nullable String message, byte[] body) {
        if (message == null) {
            return told(kind, platform + " answered with an error that cannot be read", text(body));
        }
        return switch (kind.type()) {
            case "authentication_error" -> told(kind, platform + " does not accept the gateway's credentials", message);
            case "permission_error" -> told(kind, platform + " does not allow the gateway to do this", message);
            case "not_found_error" -> told(kind, platform + " does not offer this model to the gateway", message);
            default -> new ApiError(kind.status(), kind.type(), platform + ": " + message, null);
        };
    }

    private static ApiError told(ApiError kind, String happened, String said) {
        return new ApiError(kind.status(), kind.type(), happened + ".", null).withProblem("It said: " + said);
    }

    /// A text as a whole sentence.
    static String sentence(String text) {
        String begun = text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    /// What the body says when it is not what was expected, a page of a proxy for example.
    static String text(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, LONGEST), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "the platform gave no details" : text;
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
    public static byte[] body(ApiError error) {
        return ("{\"type\":\"error\",\"error\":{\"type\":" + Json.quote(error.type()) + ",\"message\":"
                        + Json.quote(error.message()) + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
