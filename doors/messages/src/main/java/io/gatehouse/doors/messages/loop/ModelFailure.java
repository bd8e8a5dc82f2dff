package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.GivenId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// There is no complete answer of the model.
final class ModelFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int BAD_GATEWAY = 502;

    private final transient ApiError error;
    private final transient List<Header> headers;
    private final transient byte @Nullable [] body;
    private final @Nullable String requestId;

    private ModelFailure(ApiError error, List<Header> headers, byte @Nullable [] body, @Nullable String requestId) {
        super(error.message(), null, false, false);
        this.error = error;
        this.headers = headers;
        this.body = body;
        this.requestId = requestId;
    }

    /// What happened on the way.
    static ModelFailure of(ApiError error) {
        return new ModelFailure(error, List.of(), null, null);
    }

    /// An error of the gateway's own with these headers.
    static ModelFailure of(ApiError error, List<Header> headers) {
        return new ModelFailure(error, headers, null, null);
    }

    /// The gateway gives this error in place of the provider's answer.
    ///
    /// @param headers of the answer that it stands for
    static ModelFailure told(ApiError error, Headers headers) {
        return new ModelFailure(error, ProviderHeaders.passed(headers), null, GivenId.of(headers));
    }

    /// The provider answered with an error, which goes on to the client unchanged if it still can.
    static ModelFailure answered(int status, Headers headers, byte[] body) {
        JsonNode told = json(body);
        boolean error = status >= 400 && status < 600;
        String inBody = GivenId.wellFormed(told.path("request_id").asString(""));
        return new ModelFailure(
                told(error ? status : BAD_GATEWAY, status, told),
                ProviderHeaders.passed(headers),
                error && told.isObject() ? body : null,
                inBody == null ? GivenId.of(headers) : inBody);
    }

    /// The provider sent an error in the middle of its stream, or in the place of a message.
    static ModelFailure inStream(JsonNode event) {
        JsonNode error = event.path("error");
        String text =
                error.isString() ? error.asString("") : error.path("message").asString("");
        ApiError told = ApiError.ofType(error.path("type").asString(""), text);
        String code = error.path("details").path("error_code").asString("");
        return of(code.isEmpty() ? told : told.withCode(code));
    }

    /// What the provider answered with status 200 is no message.
    ///
    /// @param otherwise what is told when it is no error either
    static ModelFailure noMessage(JsonNode given, String otherwise) {
        JsonNode error = given.path("error");
        boolean told = error.isString() || !error.path("message").asString("").isEmpty();
        return told ? inStream(given) : of(broken(otherwise));
    }

    /// What comes from a provider is not what it has to be.
    static ApiError broken(String message) {
        return new ApiError(BAD_GATEWAY, "api_error", message, null);
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

    /// The id that the provider has given to the error; null when it gave none.
    @Nullable
    String requestId() {
        return requestId;
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
