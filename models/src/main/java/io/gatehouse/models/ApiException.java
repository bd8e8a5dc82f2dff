package io.gatehouse.models;

/// A request cannot be answered otherwise than by an error of the Messages API.
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ApiError error;

    /// What the client is told, and what operators are.
    public ApiException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /// [ApiError#invalid(String)], to be thrown.
    public static ApiException invalid(String message) {
        return new ApiException(ApiError.invalid(message));
    }

    /// [ApiError#notFound(String)], to be thrown.
    public static ApiException notFound(String message) {
        return new ApiException(ApiError.notFound(message));
    }

    /// What the client is told.
    public ApiError error() {
        return error;
    }
}
