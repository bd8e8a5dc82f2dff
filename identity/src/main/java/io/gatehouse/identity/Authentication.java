package io.gatehouse.identity;

import io.gatehouse.protocol.Caller;
import java.util.concurrent.CompletionStage;
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
    ///
    /// @param detail a sentence for operators alone; empty without one
    record Refused(Fault fault, String detail) implements Authentication {
        /// One of which no more can be said.
        public Refused(Fault fault) {
            this(fault, "");
        }
    }

    /// Who sends it cannot be told before keys of an issuer have been fetched.
    ///
    /// @param fetched ends when it is worth asking again, after a few seconds at most
    record Pending(CompletionStage<Void> fetched) implements Authentication {}

    /// It cannot be said now, because the store of keys, or the issuer of a token, is away.
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
        WRONG_ADDRESS,
        /// There is more than one `Authorization`, or `x-api-key`.
        SEVERAL,
        /// A token in `x-api-key`, where only keys count.
        TOKEN_AS_KEY,
        /// A token that is malformed, or not signed as it must be.
        TOKEN_INVALID,
        /// A token of an issuer that does not count here.
        TOKEN_ISSUER,
        /// A token for something else.
        TOKEN_AUDIENCE,
        /// A token that is not in force any more.
        TOKEN_EXPIRED,
        /// A token that is not in force yet.
        TOKEN_EARLY,
        /// A token that was made with a key or for an issuer that does not count any more.
        TOKEN_ENDED,
        /// A token that was revoked, or one that it was made from.
        TOKEN_REVOKED,
        /// A certificate that cannot be read, or that no authority signed which counts, or not for this time or use.
        CERTIFICATE_INVALID,
        /// A certificate of nobody who may call.
        CERTIFICATE_UNKNOWN,
        /// A token that does not say whom it is about, or whose data that is.
        TOKEN_INCOMPLETE
    }
}
