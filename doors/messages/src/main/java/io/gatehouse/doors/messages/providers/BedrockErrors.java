package io.gatehouse.doors.messages.providers;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.ObjectView;
import java.util.Locale;

/// The errors of Bedrock's runtime API in Anthropic's terms. An error has the name of an exception, in a
/// header or in the body, and a message.
final class BedrockErrors {
    private static final String SUFFIX = "exception";

    private BedrockErrors() {}

    static ApiError read(int status, Headers headers, byte[] body) {
        String name = headers.get("x-amzn-errortype");
        ObjectView view = PlatformErrors.object(body);
        if (name == null && view != null) {
            name = view.string("__type");
        }
        return of(name == null ? "" : name, status, message(body));
    }

    /// What an error says.
    static String message(byte[] body) {
        ObjectView view = PlatformErrors.object(body);
        if (view != null) {
            String message = view.string("message");
            String other = message != null ? message : view.string("Message");
            if (other != null) {
                return other;
            }
        }
        return PlatformErrors.text(body);
    }

    /// @param exception its name, perhaps with a name space in front or an address after it; may be
    ///     empty
    /// @param status of the answer, or 0 in the middle of a stream
    static ApiError of(String exception, int status, String message) {
        String name = exception.contains("#") ? exception.substring(exception.indexOf('#') + 1) : exception;
        name = name.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (name.endsWith(SUFFIX)) {
            name = name.substring(0, name.length() - SUFFIX.length());
        }
        String text = "Amazon Bedrock: " + message;
        return switch (name) {
            case "validation", "serialization" -> ApiError.invalid(text);
            case "unrecognizedclient",
                    "invalidsignature",
                    "expiredtoken",
                    "incompletesignature",
                    "missingauthenticationtoken",
                    "invalidclienttokenid" -> ApiError.authentication(text);
            case "accessdenied" -> ApiError.permission(text);
            case "resourcenotfound" -> ApiError.notFound(text);
            case "throttling", "servicequotaexceeded" -> PlatformErrors.rateLimit(text);
            case "modelnotready", "serviceunavailable" -> ApiError.overloaded(text);
            case "modeltimeout" -> ApiError.timeout(text);
            case "modelerror", "modelstreamerror", "internalserver", "internalfailure" -> ApiError.api(text);
            default -> PlatformErrors.of(status, text);
        };
    }
}
