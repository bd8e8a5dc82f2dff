package io.gatehouse.doors.messages.providers;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The errors of Google's and Microsoft's front doors in Anthropic's terms:
/// `{"error":{"code":…,"message":…}}`, with Google sometimes in an array and with a `status`. Errors of
/// the model itself already are Anthropic's.
final class CloudErrors {

    private CloudErrors() {}

    /// @param platform its name, for the message
    static ApiError read(String platform, int status, byte[] body) {
        ObjectView error = error(body);
        String message = error == null ? null : error.string("message");
        String text = platform + ": " + (message == null ? PlatformErrors.text(body) : message);
        String name = error == null ? null : error.string("status");
        return switch (name == null ? "" : name) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> ApiError.invalid(text);
            case "UNAUTHENTICATED" -> ApiError.authentication(text);
            case "PERMISSION_DENIED" -> ApiError.permission(text);
            case "NOT_FOUND" -> ApiError.notFound(text);
            case "RESOURCE_EXHAUSTED" -> PlatformErrors.rateLimit(text);
            case "UNAVAILABLE" -> ApiError.overloaded(text);
            case "DEADLINE_EXCEEDED" -> ApiError.timeout(text);
            default -> PlatformErrors.of(status, text);
        };
    }

    private static @Nullable ObjectView error(byte[] body) {
        byte[] object = body;
        if (body.length > 0 && body[0] == '[') {
            try {
                List<Slice> elements = Json.elements(Slice.of(body));
                object = elements.isEmpty() ? body : elements.getFirst().bytes();
            } catch (MalformedJsonException noArray) {
                return null;
            }
        }
        ObjectView view = PlatformErrors.object(object);
        return view == null ? null : view.object("error");
    }
}
