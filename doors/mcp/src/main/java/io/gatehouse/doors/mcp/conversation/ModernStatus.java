package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;

/// The HTTP status of a handler's response in 2026-07-28: errors are answers like any other, except those three for
/// which the specification names a status.
public final class ModernStatus {
    private ModernStatus() {}

    /// The status of a response.
    public static int of(Response response) {
        if (!response.failed()) {
            return 200;
        }
        return switch (response.errorCode()) {
            case ErrorCode.METHOD_NOT_FOUND -> 404;
            case ErrorCode.MISSING_CLIENT_CAPABILITY, ErrorCode.HEADER_MISMATCH -> 400;
            default -> 200;
        };
    }
}
