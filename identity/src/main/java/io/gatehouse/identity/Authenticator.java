package io.gatehouse.identity;

import io.gatehouse.protocol.Caller;

/// Finds out who sends a request.
public interface Authenticator {

    /// Who shows these credentials. Never blocks.
    Authentication authenticate(Credentials shown);

    /// Whether callers have to show a credential.
    boolean required();

    /// What a challenge says beside what is wrong, to who asks for a path without a valid credential: empty, or
    /// parameters such as `, resource_metadata="…"`.
    default String challenge(String path) {
        return "";
    }

    /// Whether the certificates of clients count that trusted proxies pass on.
    default boolean certificatesFromProxies() {
        return false;
    }

    /// Whether a caller runs the gateway. Where no credential is required, that is for the listener to say.
    boolean operator(Caller caller);
}
