package io.gatehouse.policy;

import java.util.List;
import java.util.function.Predicate;

/// What a caller may see and do: the union of its roles. The access of two callers with the same roles is equal, so
/// what
/// is made for one of them serves both.
public final class Access {
    /// Everything, where no roles are configured.
    public static final Access EVERYTHING = new Access(List.of(), true);

    /// Nothing, for a caller without a role where roles are configured.
    public static final Access NOTHING = new Access(List.of(), false);

    private final List<Role> roles;
    private final List<String> names;
    private final boolean everything;
    private final int hash;

    private Access(List<Role> roles, boolean everything) {
        this.roles = List.copyOf(roles);
        this.names = this.roles.stream().map(Role::name).toList();
        this.hash = this.roles.hashCode();
        this.everything = everything;
    }

    /// What these roles give together.
    static Access of(List<Role> roles) {
        return roles.isEmpty() ? NOTHING : new Access(roles, false);
    }

    /// Whether nothing is kept back.
    public boolean everything() {
        return everything;
    }

    /// The names of the roles.
    public List<String> roles() {
        return names;
    }

    /// Whether a server can be used where a toolset offers it, for one effect at least.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    public boolean includes(String toolset, String server) {
        return everything || roles.stream().anyMatch(role -> role.includes(toolset, server));
    }

    /// Whether something with this scope can be used: one role has both the server and the scope.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    /// @param scope as [Scopes] names it
    public boolean allows(String toolset, String server, String scope) {
        return everything || roles.stream().anyMatch(role -> role.includes(toolset, server) && role.grants(scope));
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
        return everything || roles.stream().anyMatch(role -> Role.matches(role.models(), model));
    }

    /// Whether any model can be used.
    public boolean models() {
        return everything || roles.stream().anyMatch(role -> !role.models().isEmpty());
    }

    /// Whether requests may name servers by address.
    public boolean outside() {
        return everything || roles.stream().anyMatch(Role::outside);
    }

    List<Role> given() {
        return roles;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Access same
                && everything == same.everything
                && hash == same.hash
                && roles.equals(same.roles);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
