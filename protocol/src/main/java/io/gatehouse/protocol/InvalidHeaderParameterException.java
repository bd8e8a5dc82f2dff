package io.gatehouse.protocol;

/// An `x-mcp-header` breaks the rules, so clients must not use its tool. The message says where and why, and continues
/// "x-mcp-header: …".
public final class InvalidHeaderParameterException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidHeaderParameterException(String reason) {
        super(reason, null, false, false);
    }
}
