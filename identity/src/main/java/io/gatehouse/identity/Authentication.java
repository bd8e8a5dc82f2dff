package io.gatehouse.identity;

import io.gatehouse.protocol.Caller;
import org.jspecify.annotations.Nullable;

/// What asking who sends a request has found.
public sealed interface Authentication {

    /// The caller; null when nobody is known.
    default @Nullable Caller caller() {
        return null;
    }

    /// It is known who sends it, or nobody has to say.
    record Authenticated(Caller caller) implements Authentication {}

    /// It shows no credential.
    record Nobody() implements Authentication {}

    /// It shows a credential that is not valid.
    record Refused(Fault fault) implements Authentication {}

    /// It cannot be said now, because the store of keys is away.
    record Unavailable() implements Authentication {}

    /// What is wrong with a credential.
    enum Fault {
        /// Nobody has this key.
        UNKNOWN_KEY,
        /// Nobody has the key in `Authorization`; there is an `x-api-key` too, which does not count.
        UNKNOWN_BEARER,
        /// Nobody has the key in `x-api-key`, which counts because `Authorization` has no bearer token.
        UNKNOWN_API_KEY,
        /// The key has expired.
        EXPIRED,
        /// The key may not be used from where the request comes from.
        WRONG_ADDRESS
    }
}
