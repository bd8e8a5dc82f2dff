package io.gatehouse.identity.certificates;

import java.util.List;
import java.util.Set;

/// Whose certificates let which caller in.
///
/// @param name of the caller
/// @param kind what of a certificate decides
/// @param patterns of which one must fit; `*` stands for any text, except for subjects
/// @param roles which the caller has
/// @param scopes which narrow what it may do; none for all that its roles give
/// @param tenant whose data it works with; empty where tenants are not told apart
public record CertificateRule(
        String name,
        CertificateName kind,
        List<String> patterns,
        Set<String> roles,
        Set<String> scopes,
        String tenant) {
    public CertificateRule {
        patterns = List.copyOf(patterns);
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }
}
