package io.gatehouse.doors.front;

import io.gatehouse.identity.Authentication.Fault;

/// The text of each 401, and its challenge for `WWW-Authenticate` (RFC 9110, section 11.6.1; RFC 6750, section 3: it
/// says what is wrong with a credential only when there is one).
final class Unauthorized {
    private static final String HOW = " as 'Authorization: Bearer KEY' or 'x-api-key: KEY'.";
    private static final String WRONG = "This gateway does not know the key";
    private static final String CHALLENGE = "Bearer realm=\"gatehouse\"";
    private static final String INVALID = invalid(WRONG);

    private Unauthorized() {}

    /// The request shows no credential.
    static Refusal missing() {
        return new Refusal.Unauthenticated("A key of this gateway is needed: send it" + HOW, false, CHALLENGE);
    }

    /// The credential that it shows is not valid.
    static Refusal invalid(Fault fault) {
        return switch (fault) {
            case UNKNOWN_KEY -> unknown("");
            case UNKNOWN_BEARER -> unknown(" in Authorization, which counts before x-api-key");
            case UNKNOWN_API_KEY -> unknown(" in x-api-key, which counts because Authorization has no Bearer token");
            case EXPIRED -> refused("The key has expired", "Ask the operator of this gateway for a new one.");
            case WRONG_ADDRESS ->
                refused("The key cannot be used from this address", "Ask the operator of this gateway.");
        };
    }

    private static Refusal unknown(String where) {
        return new Refusal.Unauthenticated(WRONG + where + ". Send a valid one" + HOW, true, INVALID);
    }

    private static Refusal refused(String what, String remedy) {
        return new Refusal.Unauthenticated(what + ". " + remedy, true, invalid(what));
    }

    private static String invalid(String what) {
        return CHALLENGE + ", error=\"invalid_token\", error_description=\"" + what + "\"";
    }
}
