package io.gatehouse.identity.certificates;

import java.security.cert.X509Certificate;
import java.util.List;

/// Which certificates let callers in.
///
/// @param authorities who must have signed them
/// @param fromProxies whether trusted proxies pass on the certificates of their clients
/// @param callers the first that fits counts
public record CertificateRules(List<X509Certificate> authorities, boolean fromProxies, List<CertificateRule> callers) {
    /// No certificate lets anybody in.
    public static final CertificateRules NONE = new CertificateRules(List.of(), false, List.of());

    public CertificateRules {
        authorities = List.copyOf(authorities);
        callers = List.copyOf(callers);
    }
}
