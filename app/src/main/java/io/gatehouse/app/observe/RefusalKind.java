package io.gatehouse.app.observe;

import org.jspecify.annotations.Nullable;

/// Why a request was refused before it was worked on.
public enum RefusalKind {
    BAD_REQUEST(400, "bad_request", "It is not a valid request."),
    UNAUTHORIZED(401, "unauthorized", "It came without a valid key."),
    FORBIDDEN(403, "forbidden", "Its key may not do this."),
    TOO_SLOW(408, "too_slow", "Its body did not arrive in time."),
    BODY_TOO_LARGE(413, "body_too_large", "Its body is too large."),
    ADDRESS_TOO_LONG(414, "address_too_long", "Its address is too long."),
    CONTENT_TYPE(415, "content_type", "Its body is compressed or of a type that is not supported."),
    EXPECTATION(417, "expectation", "It has an Expect header that is not supported."),
    HEADERS_TOO_LARGE(431, "headers_too_large", "Its headers are too large."),
    TRANSFER_CODING(501, "transfer_coding", "Its transfer coding is not supported.");

    private final int status;
    private final String label;
    private final String sentence;

    RefusalKind(int status, String label, String sentence) {
        this.status = status;
        this.label = label;
        this.sentence = sentence;
    }

    /// The refusal that an HTTP status stands for, or null for an answer of another kind.
    public static @Nullable RefusalKind of(int status) {
        for (RefusalKind refusal : values()) {
            if (refusal.status == status) {
                return refusal;
            }
        }
        return null;
    }

    int status() {
        return status;
    }

    /// The name in metrics.
    String label() {
        return label;
    }

    /// For the log.
    public String sentence() {
        return sentence;
    }
}
