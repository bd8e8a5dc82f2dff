package io.gatehouse.app;

import io.gatehouse.identity.Authentication;
import io.gatehouse.identity.Authenticator;
import io.gatehouse.identity.Credentials;
import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.OperatorScope;
import java.util.function.Function;

/// Knows callers as another does, and by roles who of them runs the gateway.
///
/// @param known tells who sends a request
/// @param access what a caller may do with the gateway itself
record Operators(Authenticator known, Function<Caller, OperatorAccess> access) implements Authenticator {
    @Override
    public Authentication authenticate(Credentials shown) {
        return known.authenticate(shown);
    }

    @Override
    public boolean required() {
        return known.required();
    }

    @Override
    public String challenge(String path) {
        return known.challenge(path);
    }

    @Override
    public boolean certificatesFromProxies() {
        return known.certificatesFromProxies();
    }

    @Override
    public boolean operator(Caller caller) {
        return access.apply(caller).has(OperatorScope.READ);
    }
}
