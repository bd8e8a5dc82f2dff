package io.gatehouse.doors.admin;

import io.gatehouse.http.address.AddressRange;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ServerScope;
import io.gatehouse.store.KeyGrant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether a key can be made of what somebody wants, whoever that is.
public final class GrantCheck {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /// What the gateway itself calls by.
    private static final String OWN = "local-commands";
    private static final Pattern PROVIDER = Pattern.compile("provider:[a-z0-9_-]{1,64}");

    private GrantCheck() {}

    /// What is wrong.
    ///
    /// @param field the part of the grant: `tenant`, `roles`, `scopes` or `addresses`; otherwise `name`
    /// @param text that follows its name and a colon; a sentence of its own for `name`
    public record Fault(String field, String text) {}

    /// What is wrong with a grant; null when nothing is.
    ///
    /// @param roles the names of all roles
    /// @param taken names that the configuration gives to keys
    public static @Nullable Fault of(KeyGrant grant, List<String> roles, List<String> taken) {
        if (taken.contains(grant.name())) {
            return new Fault(
                    "name", "The configuration file has a key named \"" + grant.name() + "\". Choose another name.");
        }
        Fault fault = ofForm(grant);
        return fault == null ? ofRoles(grant, roles) : fault;
    }

    /// What is wrong with a grant wherever it is made; null when nothing is.
    public static @Nullable Fault ofForm(KeyGrant grant) {
        if (!NAME.matcher(grant.name()).matches()) {
            return new Fault("name", "A name has 1 to 64 letters, digits, - and _.");
        }
        if (grant.name().equals(OWN)) {
            return new Fault("name", "\"" + OWN + "\" is the gateway's own key. Choose another name.");
        }
        if (!grant.tenant().isEmpty() && !NAME.matcher(grant.tenant()).matches()) {
            return new Fault("tenant", "a tenant has 1 to 64 letters, digits, - and _.");
        }
        String much = grant.tooMuch();
        if (much != null) {
            return new Fault("name", much);
        }
        for (String scope : grant.scopes()) {
            if (!ServerScope.is(scope)
                    && !OperatorScope.is(scope)
                    && !PROVIDER.matcher(scope).matches()) {
                return new Fault(
                        "scopes",
                        "must be SERVER:EFFECT with the effect read, write, destroy, send or approve, or admin:read,"
                                + " admin:write or keys, not " + shown(scope) + ".");
            }
        }
        for (String range : grant.addresses()) {
            try {
                AddressRange.of(range);
            } catch (IllegalArgumentException wrong) {
                return new Fault("addresses", wrong.getMessage() + ".");
            }
        }
        return null;
    }

    private static @Nullable Fault ofRoles(KeyGrant grant, List<String> roles) {
        for (String role : grant.roles()) {
            if (!roles.contains(role)) {
                return new Fault(
                        "roles",
                        "there is no role " + shown(role) + " in the configuration. "
                                + (roles.isEmpty()
                                        ? "Define it under roles."
                                        : "Known: " + String.join(", ", roles) + "."));
            }
        }
        boolean useless = grant.roles().isEmpty()
                && !roles.isEmpty()
                && OperatorScope.of(grant.scopes()).isEmpty();
        return useless
                ? new Fault(
                        "roles",
                        "the configuration has roles, and a key without one may do nothing. Known: "
                                + String.join(", ", roles) + ".")
                : null;
    }

    private static String shown(String text) {
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
}
