package io.gatehouse.identity.tokens;

/// Why no token is made or revoked (RFC 6749, section 5.2; RFC 8693, section 2.2.2; RFC 7009, section 2.2.1).
public final class TokenError extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /// @param code `invalid_request` say
    /// @param description a sentence for the client's developer: printable ASCII without quotes
    public TokenError(String code, String description) {
        super(description, null, false, false);
        this.code = code;
    }

    /// `invalid_request` say.
    public String code() {
        return code;
    }

    /// The HTTP status of the answer.
    public int status() {
        return switch (code) {
            case "temporarily_unavailable" -> 503;
            case "invalid_client" -> 401;
            default -> 400;
        };
    }

    /// The body of the answer.
    public String json() {
        return "{\"error\":\"" + code + "\",\"error_description\":\"" + getMessage() + "\"}";
    }
}
