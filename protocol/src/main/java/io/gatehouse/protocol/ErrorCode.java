package io.gatehouse.protocol;

/// JSON-RPC and MCP error codes. Codes of our own lie outside -32768..-32000, as 2026-07-28 asks.
public final class ErrorCode {
    /// What came is no JSON.
    public static final int PARSE = -32700;
    /// What came is no message of JSON-RPC, or none that may come now.
    public static final int INVALID_REQUEST = -32600;
    /// The method is not known, or not in this revision.
    public static final int METHOD_NOT_FOUND = -32601;
    /// The parameters do not fit the method.
    public static final int INVALID_PARAMS = -32602;
    /// The fault is on the side that answers.
    public static final int INTERNAL = -32603;
    /// Resource not found before 2026-07-28.
    public static final int LEGACY_RESOURCE_NOT_FOUND = -32002;
    /// The user has to open the addresses in `data.elicitations` first (2025-11-25 only).
    public static final int LEGACY_URL_ELICITATION = -32042;

    /// A header is missing, malformed or differs from the body (2026-07-28).
    public static final int HEADER_MISMATCH = -32020;
    /// The client did not declare what the request needs (2026-07-28).
    public static final int MISSING_CLIENT_CAPABILITY = -32021;
    /// The revision is not spoken here (2026-07-28).
    public static final int UNSUPPORTED_VERSION = -32022;

    /// A server behind the gateway cannot be reached now; `data` says which and when the next try is.
    public static final int SERVER_UNAVAILABLE = -31001;
    /// A server behind the gateway did not answer in time, or broke off; `data.outcome` says what is known.
    public static final int SERVER_FAILED = -31002;
    /// A bound of the gateway was reached.
    public static final int LIMIT_REACHED = -31003;
    /// The caller may not do this.
    public static final int DENIED = -31004;
    /// A client that was asked something did not answer in time.
    public static final int NOT_ANSWERED = -31005;

    private ErrorCode() {}
}
