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
    ///
    /// @param reason how to show one, for its sender
    /// @param challenge for the header `WWW-Authenticate` (RFC 9110, 11.6.1)
    record Nobody(String reason, String challenge) implements Authentication {}

    /// It shows a credential that is not valid.
    ///
    /// @param reason what is wrong and what to do, for its sender
    /// @param challenge for the header `WWW-Authenticate`
    record Refused(String reason, String challenge) implements Authentication {}
}
