package io.gatehouse.policy;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ProviderScope;
import io.gatehouse.protocol.ServerScope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which keys a caller may make or get the secret of: those that open no more than what the caller may do already.
///
/// @param roles those in force
/// @param holder who makes keys
/// @param operator what the holder may do with the gateway itself
public record KeyPower(Roles roles, Caller holder, OperatorAccess operator) {

    /// Whether keys of a tenant are the holder's business.
    public boolean sees(String tenant) {
        return operator.unbounded()
                || holder.tenant().isEmpty()
                || holder.tenant().equals(tenant);
    }

    /// Why the holder may not make a key; null when it may.
    ///
    /// @param tenant of the key
    /// @param names of the roles of the key
    /// @param scopes of the key
    public @Nullable String refusal(String tenant, Set<String> names, Set<String> scopes) {
        if (operator.unbounded()) {
            return null;
        }
        if (!sees(tenant)) {
            return "You can only manage keys of the tenant " + holder.tenant() + ".";
        }
        Access access = roles.of(holder);
        for (String name : names) {
            if (!coversRole(access, name)) {
                return "The role " + name + " may do more than you may.";
            }
        }
        boolean usesServers = !names.isEmpty() || roles.none();
        if (usesServers && names.isEmpty() && access == Access.NOTHING) {
            return "A key without a role may do everything here, and you may not.";
        }
        return usesServers && narrowed(access, scopes)
                ? "Your own scopes do not include those of the key."
                : beside(scopes);
    }

    private boolean coversRole(Access access, String name) {
        Role wanted = roles.named(name);
        return wanted != null && access.given().stream().anyMatch(own -> own.equals(wanted) || own.covers(wanted));
    }

    /// Whether the holder's own scopes narrow what it may do with servers, and those of the key do not as much.
    private static boolean narrowed(Access access, Set<String> scopes) {
        Set<String> wanted = ServerScope.of(scopes);
        return access.narrowed() && (wanted.isEmpty() || !wanted.stream().allMatch(access::holds));
    }

    private @Nullable String beside(Set<String> scopes) {
        for (String scope : OperatorScope.of(scopes)) {
            if (!operator.covers(scope)) {
                return "You do not have the scope " + scope + ", so that you cannot give it.";
            }
        }
        for (String scope : scopes) {
            if (ProviderScope.is(scope) && !ProviderScope.opens(holder, ProviderScope.part(scope))) {
                return "You do not have the scope " + scope + ", so that you cannot give it.";
            }
        }
        return null;
    }
}
