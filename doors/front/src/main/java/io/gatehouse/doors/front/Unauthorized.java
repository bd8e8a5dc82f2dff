package io.gatehouse.doors.front;

import io.gatehouse.identity.Authentication.Fault;

/// The text of each 401, and its challenge for `WWW-Authenticate` (RFC 9110, section 11.6.1; RFC 6750, section 3: it
/// says what is wrong with a credential only when there is one).
final class Unauthorized {
    private static final String HOW = " as 'Authorization: Bearer KEY' or 'x-api-key: KEY'.";
    private static final String WRONG = "This gateway does not know the key";
    private static final String CHALLENGE = "Bearer realm=\"gatehouse\"";
    private static final String INVALID = CHALLENGE + ", error=\"invalid_token\", error_description=\"" + WRONG + "\"";

    private Unauthorized() {}

    /// The request shows no credential.
    static Refusal missing() {
        return new Refusal.Unauthenticated("A key of this gateway is needed: send it" + HOW, false, CHALLENGE);
    }

    /// The credential that it shows is not valid.
    static Refusal invalid(Fault fault) {
        String where = switch (fault) {
            case UNKNOWN_KEY -> "";
            case UNKNOWN_BEARER -> " in Authorization, which counts before x-api-key";
            case UNKNOWN_API_KEY -> " in x-api-key, which counts because Authorization has no Bearer token";
        };
        return new Refusal.Unauthenticated(WRONG + where + ". Send a valid one" + HOW, true, INVALID);
    }
}
