package io.gatehouse.scripted;

import io.gatehouse.scripted.script.PlannedError;
import java.util.Map;

/// A request that is answered by an error.
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient PlannedError error;

    RejectedException(PlannedError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    RejectedException(int status, String message) {
        this(new PlannedError(status, PlannedError.typeOf(status), message, null, Map.of()));
    }

    /// 400 `invalid_request_error`.
    static RejectedException invalid(String message) {
        return new RejectedException(400, message);
    }

    /// 400 with a code by which programs know what to do instead.
    static RejectedException coded(String code, String message) {
        return new RejectedException(new PlannedError(400, "invalid_request_error", message, code, Map.of()));
    }

    /// The script does not fit the request: trying again would not help.
    static RejectedException script(String message) {
        return new RejectedException(
                new PlannedError(500, "api_error", message, null, Map.of("x-should-retry", "false")));
    }

    PlannedError error() {
        return error;
    }
}
