package io.gatehouse.models;

import io.gatehouse.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error in the shape of the Messages API.
///
/// @param status the HTTP status, 400 to 599
/// @param type the API's name of it, `invalid_request_error` say
/// @param message what happened, to which server or field, and what the caller can do
/// @param code the `error_code` in its details, by which SDKs tell errors apart; null for none
/// @param problem what was found, in whole sentences, for operators and the log only; null for nothing
/// @param remedy what the operator of the gateway can do, in whole sentences, for operators and the log only; null for
///     nothing
public record ApiError(
        int status,
        String type,
        String message,
        @Nullable String code,
        @Nullable String problem,
        @Nullable String remedy) {

    /// An error that has nothing to do with the operator.
    public ApiError(int status, String type, String message, @Nullable String code) {
        this(status, type, message, code, null, null);
    }

    private static final Map<String, Integer> STATUSES = Map.of(
            "invalid_request_error", 400,
            "authentication_error", 401,
            "billing_error", 402,
            "permission_error", 403,
            "not_found_error", 404,
            "request_too_large", 413,
            "rate_limit_error", 429,
            "api_error", 500,
            "timeout_error", 504,
            "overloaded_error", 529);

    /// 400: something about the request is wrong.
    public static ApiError invalid(String message) {
        return new ApiError(400, "invalid_request_error", message, null);
    }

    /// 401: no key, or one that is not known.
    public static ApiError authentication(String message) {
        return new ApiError(401, "authentication_error", message, null);
    }

    /// 403: the caller is known, but must not do this.
    public static ApiError permission(String message) {
        return new ApiError(403, "permission_error", message, null);
    }

    /// 404: no such model or path.
    public static ApiError notFound(String message) {
        return new ApiError(404, "not_found_error", message, null);
    }

    /// 413: the body is larger than allowed.
    public static ApiError tooLarge(String message) {
        return new ApiError(413, "request_too_large", message, null);
    }

    /// 500: it is not the fault of the request.
    public static ApiError api(String message) {
        return new ApiError(500, "api_error", message, null);
    }

    /// 504: the provider did not answer in time.
    public static ApiError timeout(String message) {
        return new ApiError(504, "timeout_error", message, null);
    }

    /// 529: too much is asked at the moment.
    public static ApiError overloaded(String message) {
        return new ApiError(529, "overloaded_error", message, null);
    }

    /// The error that the API has for a status of HTTP.
    ///
    /// @param status 400 to 599
    public static ApiError of(int status, String message) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
        return new ApiError(status, type, message, null);
    }

    /// The error of a type that the API has, with the status of that type; any other type is an `api_error`.
    public static ApiError ofType(String type, String message) {
        Integer status = STATUSES.get(type);
        return status == null ? api(message) : new ApiError(status, type, message, null);
    }

    /// The same with an `error_code`.
    public ApiError withCode(String detail) {
        return new ApiError(status, type, message, detail, problem, remedy);
    }

    /// The same with what was found.
    ///
    /// @param sentences may name settings and addresses, and repeat what a provider said
    public ApiError withProblem(String sentences) {
        return new ApiError(status, type, message, code, sentences, remedy);
    }

    /// The same with what the operator of the gateway can do.
    ///
    /// @param sentences may name settings and addresses
    public ApiError withRemedy(String sentences) {
        return new ApiError(status, type, message, code, problem, sentences);
    }

    /// The same with problem and remedy in its message.
    public ApiError forOperators() {
        String found = problem == null ? "" : " " + problem;
        String advice = remedy == null ? "" : " " + remedy;
        return new ApiError(status, type, message + found + advice, code);
    }

    /// The same without what is for operators.
    public ApiError forCallers() {
        return problem == null && remedy == null ? this : new ApiError(status, type, message, code);
    }

    /// The body of an answer, and the data of an `error` event.
    ///
    /// @param requestId what the header `request-id` says
    public byte[] body(String requestId) {
        StringBuilder json = new StringBuilder("{\"type\":\"error\",\"error\":{\"type\":");
        json.append(Json.quote(type)).append(",\"message\":").append(Json.quote(message));
        if (code != null) {
            json.append(",\"details\":{\"error_code\":")
                    .append(Json.quote(code))
                    .append('}');
        }
        json.append("},\"request_id\":").append(Json.quote(requestId)).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
