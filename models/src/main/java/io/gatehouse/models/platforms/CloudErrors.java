package io.gatehouse.models.platforms;

import io.gatehouse.models.ApiError;
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
        String name = error == null ? null : error.string("status");
        return PlatformErrors.told(platform, kind(name == null ? "" : name, status), message, body);
    }

    private static ApiError kind(String name, int status) {
        return switch (name) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> ApiError.invalid("");
            case "UNAUTHENTICATED" -> ApiError.authentication("");
            case "PERMISSION_DENIED" -> ApiError.permission("");
            case "NOT_FOUND" -> ApiError.notFound("");
            case "RESOURCE_EXHAUSTED" -> PlatformErrors.rateLimit("");
            case "UNAVAILABLE" -> ApiError.overloaded("");
            case "DEADLINE_EXCEEDED" -> ApiError.timeout("");
            default -> PlatformErrors.of(status, "");
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
