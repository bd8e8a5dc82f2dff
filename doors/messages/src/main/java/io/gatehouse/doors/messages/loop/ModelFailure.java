package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// There is no complete answer of the model.
final class ModelFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int OVERLOADED = 529;

    private final transient ApiError error;
    private final transient List<Header> headers;
    private final transient byte @Nullable [] body;

    private ModelFailure(ApiError error, List<Header> headers, byte @Nullable [] body) {
        super(error.message(), null, false, false);
        this.error = error;
        this.headers = headers;
        this.body = body;
    }

    /// What happened on the way.
    static ModelFailure of(ApiError error) {
        return new ModelFailure(error, List.of(), null);
    }

    /// The provider answered with an error, which goes on to the client unchanged if it still can.
    static ModelFailure answered(int status, Headers headers, byte[] body) {
        JsonNode told = json(body);
        boolean error = status >= 400 && status < 600;
        return new ModelFailure(
                told(error ? status : 502, status, told),
                ProviderHeaders.passed(headers),
                error && told.isObject() ? body : null);
    }

    /// The provider sent an error in the middle of its stream.
    static ModelFailure inStream(JsonNode event) {
        JsonNode error = event.path("error");
        String type = error.path("type").asString("api_error");
        return of(error(status(type), type, error));
    }

    private static JsonNode json(byte[] body) {
        try {
            return Trees.read(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static ApiError told(int status, int answered, JsonNode body) {
        JsonNode error = body.path("error");
        if (error.isObject() && error.path("type").isString()) {
            return error(status, error.path("type").asString(), error);
        }
        return ApiError.of(status, "the model's provider answered with status " + answered);
    }

    private static ApiError error(int status, String type, JsonNode error) {
        String code = error.path("details").path("error_code").asString("");
        return new ApiError(status, type, error.path("message").asString(""), code.isEmpty() ? null : code);
    }

    private static int status(String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> OVERLOADED;
            default -> 500;
        };
    }

    /// What happened, as the client is told when it cannot have the provider's own words.
    ApiError error() {
        return error;
    }

    /// Headers of the provider that tell clients when to try again and how much they may ask.
    List<Header> headers() {
        return headers;
    }

    /// The provider's own words; null when it said nothing.
    byte @Nullable [] body() {
        return body;
    }
}
