package io.gatehouse.identity.tokens;

/// Why no token is made (RFC 6749, section 5.2; RFC 8693, section 2.2.2).
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
        return code.equals("temporarily_unavailable") ? 503 : 400;
    }

    /// The body of the answer.
    public String json() {
        return "{\"error\":\"" + code + "\",\"error_description\":\"" + getMessage() + "\"}";
    }
}
