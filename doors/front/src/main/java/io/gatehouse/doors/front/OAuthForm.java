package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.identity.tokens.TokenError;
import java.util.Locale;

/// The body of a request to an OAuth endpoint.
final class OAuthForm {
    private static final String FORM = "application/x-www-form-urlencoded";

    private OAuthForm() {}

    /// @throws TokenError when the body is not said to be a form
    static void check(HttpExchange exchange) throws TokenError {
        String type = exchange.header("Content-Type");
        if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith(FORM)) {
            throw new TokenError("invalid_request", "The body must be a form: " + FORM + ".");
        }
    }
}
