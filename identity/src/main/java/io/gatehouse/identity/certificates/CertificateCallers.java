package io.gatehouse.identity.certificates;

import io.gatehouse.identity.Authentication;
import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Knows callers by their certificates.
public final class CertificateCallers {
    private final CertificateRules rules;
    private final VerifiedChains verified;

    public CertificateCallers(CertificateRules rules, InstantSource clock) {
        this.rules = rules;
        this.verified = new VerifiedChains(rules.authorities(), clock);
    }

    /// Whether no certificate lets anybody in.
    public boolean none() {
        return rules.callers().isEmpty();
    }

    /// Whether trusted proxies pass on the certificates of their clients.
    public boolean fromProxies() {
        return rules.fromProxies();
    }

    /// Whether a caller who shows a certificate has this name.
    public boolean named(String name) {
        return rules.callers().stream().anyMatch(rule -> rule.name().equals(name));
    }

    /// Who shows a certificate; null when nobody shows one.
    public @Nullable Authentication authenticate(PresentedCertificate shown) {
        return switch (shown) {
            case PresentedCertificate.Nothing nothing -> null;
            case PresentedCertificate.Unreadable unreadable -> new Refused(Fault.CERTIFICATE_INVALID);
            case PresentedCertificate.Chain(List<X509Certificate> chain) -> ofChain(chain);
        };
    }

    private Authentication ofChain(List<X509Certificate> chain) {
        if (!verified.has(chain)) {
            return new Refused(Fault.CERTIFICATE_INVALID);
        }
        for (CertificateRule rule : rules.callers()) {
            List<String> names = rule.kind().fitting(chain.getFirst(), rule.patterns());
            if (!names.isEmpty()) {
                return new Authenticated(caller(rule, names.getFirst()));
            }
        }
        return new Refused(Fault.CERTIFICATE_UNKNOWN);
    }

    /// Two certificates with different names are two callers, also where one rule lets both in.
    private static Caller caller(CertificateRule rule, String identity) {
        return new Caller(
                new CallerId(CallerId.Kind.KEY, CallerId.CERTIFICATE, rule.name(), identity, rule.tenant()),
                identity,
                rule.roles(),
                rule.scopes(),
                Map.of(),
                "",
                "");
    }

    /// Whether a caller whom a certificate let in is still one of the rules. Its certificate is not looked at.
    public boolean knows(CallerId caller) {
        return caller.certified()
                && rules.callers().stream()
                        .anyMatch(rule -> rule.name().equals(caller.subject())
                                && rule.tenant().equals(caller.tenant()));
    }
}
