package io.gatehouse.scripted.script;

/// The bounds of the hosted service.
public final class RequestLimits {
    /// The largest body, in bytes.
    public static final int MAX_BODY_BYTES = 32 << 20;
    /// The most messages of a request.
    public static final int MAX_MESSAGES = 100_000;
    /// The most `cache_control` marks of a request.
    public static final int MAX_CACHE_BREAKPOINTS = 4;

    private RequestLimits() {}
}
