package io.gatehouse.doors.messages.scripted;

/// The bounds of the hosted service.
final class RequestLimits {
    static final int MAX_BODY_BYTES = 32 << 20;
    static final int MAX_MESSAGES = 100_000;
    static final int MAX_CACHE_BREAKPOINTS = 4;

    private RequestLimits() {}
}
