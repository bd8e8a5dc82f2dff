package io.gatehouse.doors.admin;

import io.gatehouse.protocol.Json;
import java.util.List;
import java.util.stream.Collectors;

/// Why the admin API does not do what it was asked (RFC 9457). The message is for people: whole sentences.
final class AdminProblem extends Exception {
    private static final long serialVersionUID = 1;
    /// The media type of [#json(String)].
    static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    private final transient List<String> scopes;

    private AdminProblem(int status, String detail, List<String> scopes) {
        super(detail, null, false, false);
        this.status = status;
        this.scopes = scopes;
    }

    /// One that the status says.
    static AdminProblem of(int status, String detail) {
        return new AdminProblem(status, detail, List.of());
    }

    /// The request is not understood.
    static AdminProblem invalid(String detail) {
        return of(400, detail);
    }

    /// What it is about is not there, or not for this caller.
    static AdminProblem unknown(String what) {
        return of(404, "There is no " + what + ".");
    }

    /// What is wanted does not fit what is there.
    static AdminProblem conflict(String detail) {
        return of(409, detail);
    }

    /// The caller may not do it.
    static AdminProblem forbidden(String detail) {
        return of(403, detail);
    }

    /// The caller lacks a scope.
    static AdminProblem scope(String scope) {
        return new AdminProblem(403, "This needs the scope " + scope + ".", List.of(scope));
    }

    /// The store cannot be reached.
    static AdminProblem away() {
        return of(503, "The store cannot be reached now. Try again in a moment.");
    }

    int status() {
        return status;
    }

    /// The scopes that would help.
    List<String> scopes() {
        return scopes;
    }

    /// The body that says so.
    ///
    /// @param requestId by which operators find the request in the log
    String json(String requestId) {
        return "{\"type\":\"about:blank\",\"title\":" + Json.quote(title(status)) + ",\"status\":" + status
                + ",\"detail\":" + Json.quote(String.valueOf(getMessage()))
                + (scopes.isEmpty()
                        ? ""
                        : scopes.stream().map(Json::quote).collect(Collectors.joining(",", ",\"scopes\":[", "]")))
                + ",\"requestId\":" + Json.quote(requestId) + "}";
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Client Error" : "Server Error";
        };
    }
}
