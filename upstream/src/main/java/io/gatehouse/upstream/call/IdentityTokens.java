package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Caller;

/// Makes the signed tokens by which servers know who calls.
@FunctionalInterface
public interface IdentityTokens {
    /// Where none are made.
    IdentityTokens NONE = (caller, audience) -> {
        throw new IllegalStateException("no identity tokens are made here");
    };

    /// A token that is valid for a while yet. Never blocks.
    ///
    /// @param caller who calls; one of [Behalf] for the gateway itself
    /// @param audience whom the token is for
    String token(Caller caller, String audience);
}
