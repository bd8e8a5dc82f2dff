package io.gatehouse.app.schema;

import io.gatehouse.app.config.Shown;
import io.gatehouse.identity.certificates.CertificateRule;
import io.gatehouse.identity.certificates.CertificateRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts together what `auth` and `listen` say of certificates, and checks that whoever has one can come in and may do
/// something.
final class CertifiedCallers {
    private CertifiedCallers() {}

    /// @param roles the names of all roles
    /// @param listen null when it cannot be read
    static CertificateRules of(
            Values values, Field<AuthForm.Auth> auth, Set<String> roles, ListenForm.@Nullable Listen listen) {
        List<CertificateRule> callers = values.get(auth).certificates();
        if (!callers.isEmpty() && (listen == null || listen.clients() == null) && !values.broken()) {
            values.error(
                    auth,
                    "certificates require listen.client-certificates, by which clients are asked for them",
                    "Set listen.client-certificates.");
        }
        for (CertificateRule caller : callers) {
            List<String> place = List.of("certificates", caller.name());
            if (caller.roles().isEmpty() && !roles.isEmpty()) {
                values.error(auth, place, "has no role, so it may do nothing", "Name one under roles.");
            }
            for (String role : new TreeSet<>(caller.roles())) {
                if (!roles.contains(role)) {
                    values.error(auth, place, "there is no role " + Shown.quoted(role), "Define it under `roles`.");
                }
            }
        }
        return listen == null ? CertificateRules.NONE : listen.rules(callers);
    }
}
