package io.gatehouse.scripted.script;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error that a turn answers.
///
/// @param code of the mistake, by which programs tell it from others; null for none
/// @param headers further ones of the answer, `retry-after` among them
public record PlannedError(
        int status, String type, String message, @Nullable String code, Map<String, String> headers) {
    static final PlannedError OVERLOADED = new PlannedError(529, "overloaded_error", "Overloaded", null, Map.of());

    /// The type that the hosted service gives a status.
    public static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
