package io.gatehouse.policy;

import io.gatehouse.protocol.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a caller may see and do: the union of its roles, as far as the scopes of its token reach. The access of two
/// callers with the same roles and scopes is equal, so what is made for one of them serves both.
public final class Access {
    /// Everything, where no roles are configured.
    public static final Access EVERYTHING = new Access(List.of(), true, null);

    /// Nothing, for a caller without a role where roles are configured.
    public static final Access NOTHING = new Access(List.of(), false, null);

    private final List<Role> roles;
    private final List<String> names;
    private final boolean all;
    private final @Nullable Set<String> scopes;
    private final int hash;

    private Access(List<Role> roles, boolean all, @Nullable Set<String> scopes) {
        this.roles = List.copyOf(roles);
        this.names = this.roles.stream().map(Role::name).toList();
        this.all = all;
        this.scopes = scopes;
        this.hash = Objects.hash(this.roles, scopes);
    }

    /// What these roles give together.
    static Access of(List<Role> roles) {
        return roles.isEmpty() ? NOTHING : new Access(roles, false, null);
    }

    /// As much of it as a token is for.
    ///
    /// @param only the scopes of the token
    Access within(Set<String> only) {
        return this == NOTHING || only.contains(Caller.ANY_SCOPE) ? this : new Access(roles, all, Set.copyOf(only));
    }

    /// Whether nothing is kept back.
    public boolean everything() {
        return all && scopes == null;
    }

    /// The names of the roles.
    public List<String> roles() {
        return names;
    }

    /// Whether a server can be used where a toolset offers it, for one effect at least and with the right scope.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    public boolean includes(String toolset, String server) {
        return all || roles.stream().anyMatch(role -> role.includes(toolset, server));
    }

    /// Whether something with this scope can be used: one role has both the server and the scope, and so has the token
    /// where there is one.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    /// @param scope as [Scopes] names it
    public boolean allows(String toolset, String server, String scope) {
        return holds(scope) && grants(toolset, server, scope);
    }

    /// Whether a token with this scope could do it: the roles give it.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    public boolean grants(String toolset, String server, String scope) {
        return all || roles.stream().anyMatch(role -> role.includes(toolset, server) && role.grants(scope));
    }

    /// Whether the token has a scope, or the general one of its effect; so has everybody who has no token.
    public boolean holds(String scope) {
        return scopes == null || scopes.contains(scope) || scopes.contains(Scopes.general(scope));
    }

    /// The names of the roles by which a server can be used where a toolset offers it.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    public List<String> including(String toolset, String server) {
        return names(role -> role.includes(toolset, server));
    }

    /// The names of the roles by which something with this scope can be used.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    /// @param scope as [Scopes] names it
    public List<String> granting(String toolset, String server, String scope) {
        return names(role -> role.includes(toolset, server) && role.grants(scope));
    }

    private List<String> names(Predicate<Role> chosen) {
        return roles.stream().filter(chosen).map(Role::name).toList();
    }

    /// Whether a model can be used.
    ///
    /// @param model as the request names it
    public boolean model(String model) {
        return all || roles.stream().anyMatch(role -> Role.matches(role.models(), model));
    }

    /// Whether any model can be used.
    public boolean models() {
        return all || roles.stream().anyMatch(role -> !role.models().isEmpty());
    }

    /// Whether requests may name servers by address.
    public boolean outside() {
        return all || roles.stream().anyMatch(Role::outside);
    }

    /// Whether scopes of a credential keep some of it back.
    boolean narrowed() {
        return scopes != null;
    }

    List<Role> given() {
        return roles;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Access same
                && all == same.all
                && hash == same.hash
                && roles.equals(same.roles)
                && Objects.equals(scopes, same.scopes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
