package io.gatehouse.doors.front;

import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;

/// The text of each 401, and its challenge for `WWW-Authenticate` (RFC 9110, section 11.6.1; RFC 6750, section 3: it
/// says what is wrong with a credential only when there is one).
final class Unauthorized {
    private static final String HOW = " as 'Authorization: Bearer KEY' or 'x-api-key: KEY'.";
    private static final String WRONG = "This gateway does not know the key";
    private static final String CHALLENGE = "Bearer realm=\"gatehouse\"";

    private final String challenge;

    /// @param challenge what the challenge says beside what is wrong
    Unauthorized(String challenge) {
        this.challenge = challenge;
    }

    /// The request shows no credential.
    Refusal missing() {
        String needed = challenge.isEmpty()
                ? "A key of this gateway is needed: send it" + HOW
                : "A token for this gateway, or a key of it, is needed: send a token as 'Authorization: Bearer TOKEN',"
                        + " a key" + HOW;
        return new Refusal.Unauthenticated(needed, false, false, CHALLENGE + challenge);
    }

    /// The credential that it shows is not valid.
    Refusal invalid(Refused refused) {
        Refusal refusal = invalid(refused.fault());
        return refusal instanceof Refusal.Unauthenticated told
                ? new Refusal.Unauthenticated(
                        told.reason(), told.shown(), told.token(), told.challenge(), refused.detail())
                : refusal;
    }

    private Refusal invalid(Fault fault) {
        return switch (fault) {
            case UNKNOWN_KEY -> unknown("");
            case UNKNOWN_BEARER -> unknown(" in Authorization, which counts before x-api-key");
            case UNKNOWN_API_KEY -> unknown(" in x-api-key, which counts because Authorization has no Bearer token");
            case EXPIRED -> key("The key has expired", "Ask the operator of this gateway for a new one.");
            case WRONG_ADDRESS -> key("The key cannot be used from this address", "Ask the operator of this gateway.");
            case SEVERAL -> token("There are several Authorization or x-api-key headers", "Send one.");
            case TOKEN_AS_KEY ->
                token("A token does not count in x-api-key", "Send it as 'Authorization: Bearer TOKEN'.");
            case TOKEN_INVALID -> token("The token is not valid", "Get one from an issuer that this gateway accepts.");
            case TOKEN_ISSUER ->
                token(
                        "This gateway does not accept tokens of this issuer",
                        "Get one from an issuer that this gateway accepts.");
            case TOKEN_AUDIENCE -> token("The token is for something else", "Get one for the URL that you call.");
            case TOKEN_EXPIRED -> token("The token has expired", "Get a new one.");
            case TOKEN_EARLY -> token("The token is not valid yet", "Check the clocks of the issuer and the gateway.");
            case TOKEN_ENDED -> token("What the token was made with does not count any more", "Get a new one.");
            case CERTIFICATE_INVALID ->
                certificate(
                        "The certificate is not valid here",
                        "Use one in force that an authority of this gateway has signed for clients.");
            case CERTIFICATE_UNKNOWN ->
                certificate(
                        "This gateway does not know whose certificate this is",
                        "Ask its operator to add it, or send a key" + HOW);
            case TOKEN_REVOKED -> token("The token was revoked", "Get a new one.");
            case TOKEN_INCOMPLETE ->
                token("The token does not say who uses it", "Ask the operator of this gateway which claims it needs.");
        };
    }

    private Refusal unknown(String where) {
        return new Refusal.Unauthenticated(WRONG + where + ". Send a valid one" + HOW, true, false, challenge(WRONG));
    }

    private Refusal key(String what, String remedy) {
        return new Refusal.Unauthenticated(what + ". " + remedy, true, false, challenge(what));
    }

    private Refusal certificate(String what, String remedy) {
        return new Refusal.Unauthenticated(what + ". " + remedy, true, false, challenge(what));
    }

    private Refusal token(String what, String remedy) {
        return new Refusal.Unauthenticated(what + ". " + remedy, true, true, challenge(what));
    }

    private String challenge(String what) {
        return CHALLENGE + ", error=\"invalid_token\", error_description=\"" + what + "\"" + challenge;
    }
}
