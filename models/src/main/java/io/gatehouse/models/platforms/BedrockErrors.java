package io.gatehouse.models.platforms;

import io.gatehouse.http.Headers;
import io.gatehouse.models.ApiError;
import io.gatehouse.protocol.ObjectView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The errors of Bedrock's runtime API in Anthropic's terms. An error has the name of an exception, in a
/// header or in the body, and a message.
final class BedrockErrors {
    private static final String NAME = "Amazon Bedrock";
    private static final String SUFFIX = "exception";
    private static final byte[] NOTHING = {};

    private BedrockErrors() {}

    static ApiError read(int status, Headers headers, byte[] body) {
        String name = headers.get("x-amzn-errortype");
        ObjectView view = PlatformErrors.object(body);
        if (name == null && view != null) {
            name = view.string("__type");
        }
        return of(name == null ? "" : name, status, body);
    }

    /// What an error says; null when it cannot be read.
    private static @Nullable String message(byte[] body) {
        ObjectView view = PlatformErrors.object(body);
        if (view != null) {
            String message = view.string("message");
            return message != null ? message : view.string("Message");
        }
        return null;
    }

    /// @param exception its name, perhaps with a name space in front or an address after it; may be
    ///     empty
    /// @param status of the answer, or 0 in the middle of a stream
    static ApiError of(String exception, int status, byte[] body) {
        return PlatformErrors.told(NAME, kind(exception, status), message(body), body);
    }

    /// [#of(String, int, byte[])] with what the error says.
    static ApiError of(String exception, int status, String message) {
        return PlatformErrors.told(NAME, kind(exception, status), message, NOTHING);
    }

    private static ApiError kind(String exception, int status) {
        String name = exception.contains("#") ? exception.substring(exception.indexOf('#') + 1) : exception;
        name = name.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (name.endsWith(SUFFIX)) {
            name = name.substring(0, name.length() - SUFFIX.length());
        }
        String text = "";
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
