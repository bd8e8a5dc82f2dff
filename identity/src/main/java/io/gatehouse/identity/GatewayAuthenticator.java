package io.gatehouse.identity;

import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.identity.certificates.CertificateCallers;
import io.gatehouse.identity.tokens.Tokens;
import io.gatehouse.protocol.Caller;
import org.jspecify.annotations.Nullable;

/// Knows callers by keys, by tokens of issuers, and by tokens of the gateway itself.
public final class GatewayAuthenticator implements Authenticator {
    private final KeyAuthenticator keys;
    private final Tokens tokens;
    private final OwnTokenIssuer own;
    private final CertificateCallers certificates;

    /// @param tokens those of issuers outside the gateway
    /// @param own those of the gateway itself
    public GatewayAuthenticator(
            KeyAuthenticator keys, Tokens tokens, OwnTokenIssuer own, CertificateCallers certificates) {
        this.certificates = certificates;
        this.keys = keys;
        this.tokens = tokens;
        this.own = own;
    }

    @Override
    public Authentication authenticate(Credentials shown) {
        if (shown.ambiguous() && required()) {
            return new Refused(Fault.SEVERAL);
        }
        Authentication certified = certified(shown);
        if (certified != null) {
            return certified;
        }
        String secret = tokens.none() && !own.open() ? null : shown.secret();
        if (secret == null || !Tokens.looksLike(secret)) {
            return keys.authenticate(shown);
        }
        return shown.bearer() ? ofToken(secret, shown) : new Refused(Fault.TOKEN_AS_KEY);
    }

    /// Who shows a certificate and nothing else: a key or a token decides alone.
    private @Nullable Authentication certified(Credentials shown) {
        return certificates.none() || shown.secret() != null || !required()
                ? null
                : certificates.authenticate(shown.certificate().get());
    }

    /// Whether the certificates of clients count that trusted proxies pass on.
    @Override
    public boolean certificatesFromProxies() {
        return certificates.fromProxies();
    }

    private Authentication ofToken(String token, Credentials shown) {
        Authentication found = own.authenticate(token, shown);
        return found == null ? tokens.authenticate(token, shown.path()) : found;
    }

    @Override
    public boolean required() {
        return keys.required();
    }

    @Override
    public boolean operator(Caller caller) {
        return keys.operator(caller);
    }

    @Override
    public String challenge(String path) {
        return tokens.resources().challenge(path);
    }

    /// Whether a caller who was let in before is still known.
    public boolean knows(Caller caller) {
        return keys.knows(caller) || tokens.knows(caller.id()) || own.knows(caller) || certificates.knows(caller.id());
    }

    /// Whether a text is a credential for this gateway, so that it must not be passed on.
    public boolean holds(String text) {
        return keys.holds(text) || tokens.holds(text) || own.holds(text);
    }
}
