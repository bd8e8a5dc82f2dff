package io.gatehouse.policy;

import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.OperatorScope;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a caller may do with the gateway itself.
public final class OperatorAccess {
    /// Nothing.
    public static final OperatorAccess NONE = new OperatorAccess(List.of(), false);

    /// Everything: that of the commands of the user who runs the gateway.
    public static final OperatorAccess ALL = new OperatorAccess(
            List.of(OperatorScope.READ, OperatorScope.WRITE, OperatorScope.KEYS, OperatorScope.approve("*")), true);

    private static final String EVERY = "mcp";

    private final Set<String> scopes;
    private final boolean unbounded;

    private OperatorAccess(Collection<String> scopes, boolean unbounded) {
        this.scopes = new TreeSet<>(scopes);
        this.unbounded = unbounded;
    }

    /// What scopes give together.
    ///
    /// @param scopes of [OperatorScope]; patterns for servers are those of roles
    static OperatorAccess of(Collection<String> scopes) {
        return scopes.isEmpty() ? NONE : new OperatorAccess(scopes, false);
    }

    /// A scope of a key or token as roles write it: `mcp:approve` stands for every server.
    static String asInRoles(String scope) {
        return OperatorScope.approved(scope).equals(EVERY) ? OperatorScope.approve("*") : scope;
    }

    /// The scopes, as roles write them.
    public Set<String> scopes() {
        return Set.copyOf(scopes);
    }

    /// Whether nothing is kept back, so that others may be given anything.
    public boolean unbounded() {
        return unbounded;
    }

    /// Whether it is nothing.
    public boolean isEmpty() {
        return scopes.isEmpty();
    }

    /// Whether it has a scope that is no `SERVER:approve`.
    public boolean has(String scope) {
        return scopes.contains(scope);
    }

    /// Whether calls of a server can be approved.
    public boolean approves(String server) {
        return scopes.stream()
                .map(OperatorScope::approved)
                .anyMatch(pattern -> !pattern.isEmpty() && new Glob(pattern).matches(server));
    }

    /// Whether calls of any server can be approved.
    public boolean approves() {
        return scopes.stream().anyMatch(scope -> !OperatorScope.approved(scope).isEmpty());
    }

    /// Whether it includes a scope of a key, token or role.
    public boolean covers(String scope) {
        String written = asInRoles(scope);
        return scopes.contains(written) || Role.covers(List.copyOf(scopes), written);
    }
}
