package io.gatehouse.policy;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.OperatorScope;
import io.gatehouse.protocol.ServerScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All roles of a configuration. Without any, everybody may do everything; with some, a caller without one may do
/// nothing.
public final class Roles {
    /// No roles are configured.
    public static final Roles NONE = new Roles(List.of(), null);

    private static final int MOST_REMEMBERED = 10_000;

    private final List<Role> all;
    private final @Nullable String anonymous;
    /// By the places of the roles that a caller has: as many as there are such sets.
    private final Map<List<Integer>, Access> known = new ConcurrentHashMap<>();
    private final Map<Who, Holder> remembered = new ConcurrentHashMap<>();

    /// A caller and what it may do.
    private record Holder(Caller caller, Access access) {}

    /// All of a caller that decides: of one with a token also what the token says, which may differ between two of its
    /// requests.
    private record Who(CallerId id, Set<String> roles, Set<String> scopes, Map<String, Object> claims) {
        static Who of(Caller caller) {
            return token(caller)
                    ? new Who(caller.id(), caller.roles(), caller.scopes(), caller.claims())
                    : new Who(caller.id(), Set.of(), Set.of(), Map.of());
        }
    }

    private static boolean token(Caller caller) {
        return caller.id().kind() == CallerId.Kind.TOKEN || caller.id().kind() == CallerId.Kind.DELEGATE;
    }

    /// @param anonymous the name of the role of callers who show no key; null when they have none
    public Roles(List<Role> all, @Nullable String anonymous) {
        this.all = List.copyOf(all);
        this.anonymous = anonymous;
    }

    /// Whether whoever had this access under others has it under these, too.
    public boolean keep(Access access, Roles others) {
        return !access.everything()
                && all.containsAll(access.given())
                && others.remembered.values().stream()
                        .filter(known -> known.access().equals(access))
                        .allMatch(known -> of(known.caller()).equals(access));
    }

    /// Whether they are the same as others.
    public boolean same(Roles others) {
        return all.equals(others.all) && Objects.equals(anonymous, others.anonymous);
    }

    /// What a caller may see and do. Who started the program may do everything. A key that was stored with roles may
    /// do nothing where none are configured.
    public Access of(Caller caller) {
        if (caller.id().kind() == CallerId.Kind.LOCAL) {
            return Access.EVERYTHING;
        }
        if (all.isEmpty() && caller.scopes().isEmpty() && !token(caller)) {
            return withoutRoles(caller);
        }
        Who who = Who.of(caller);
        Holder before = remembered.get(who);
        if (before != null) {
            return before.access();
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        return remembered
                .computeIfAbsent(who, id -> new Holder(caller, union(caller)))
                .access();
    }

    /// What a caller may do with the gateway itself. A key has the scopes that it was made with, and those of its roles
    /// unless scopes narrow what it may do with servers. A token has those of its roles, as far as its scopes
    /// reach; one that the gateway made has none. What all tenants share is not for a caller of one tenant.
    public OperatorAccess operator(Caller caller) {
        Set<String> has = switch (caller.id().kind()) {
            case ANONYMOUS, LOCAL, DELEGATE -> Set.of();
            // Nobody chose to show a certificate for this request.
            case KEY -> caller.id().certified() ? Set.of() : ofKey(caller);
            case TOKEN -> ofToken(caller);
        };
        return OperatorAccess.of(has.stream()
                .filter(scope -> caller.tenant().isEmpty() || !OperatorScope.general(scope))
                .toList());
    }

    private Set<String> ofKey(Caller caller) {
        Set<String> has = new HashSet<>();
        OperatorScope.of(caller.scopes()).forEach(scope -> has.add(OperatorAccess.asInRoles(scope)));
        if (ServerScope.of(caller.scopes()).isEmpty()) {
            has.addAll(operatorScopes(caller));
        }
        return has;
    }

    private Set<String> ofToken(Caller caller) {
        Set<String> given = operatorScopes(caller);
        if (caller.scopes().contains(Caller.ANY_SCOPE)) {
            return given;
        }
        OperatorAccess roles = OperatorAccess.of(given);
        Set<String> has = new HashSet<>();
        for (String scope : OperatorScope.of(caller.scopes())) {
            if (roles.covers(scope)) {
                has.add(OperatorAccess.asInRoles(scope));
            }
        }
        return has;
    }

    private Set<String> operatorScopes(Caller caller) {
        return all.stream()
                .filter(role -> has(role, caller))
                .flatMap(role -> role.operatorScopes().stream())
                .collect(Collectors.toSet());
    }

    /// Whether none are configured.
    public boolean none() {
        return all.isEmpty();
    }

    /// The role of this name; null when there is none.
    @Nullable
    Role named(String name) {
        return all.stream().filter(role -> role.name().equals(name)).findFirst().orElse(null);
    }

    /// The names of all.
    public List<String> names() {
        return all.stream().map(Role::name).toList();
    }

    private Access union(Caller caller) {
        Access given = all.isEmpty() ? withoutRoles(caller) : byRoles(caller);
        if (token(caller)) {
            return given.within(caller.scopes());
        }
        // A stored key without such scopes is not narrowed.
        Set<String> narrowing = ServerScope.of(caller.scopes());
        return narrowing.isEmpty() ? given : given.within(narrowing);
    }

    private static Access withoutRoles(Caller caller) {
        return caller.roles().isEmpty() ? Access.EVERYTHING : Access.NOTHING;
    }

    private Access byRoles(Caller caller) {
        List<Integer> has = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            if (has(all.get(place), caller)) {
                has.add(place);
            }
        }
        return known.computeIfAbsent(
                has, places -> Access.of(places.stream().map(all::get).toList()));
    }

    /// Whether an issuer outside the gateway vouches for a caller. What keys say gives nobody a role.
    private static boolean ofIssuer(CallerId id) {
        return id.issuer().contains("://");
    }

    /// A stored key names its roles itself: whoever may make keys must not get a role by the choice of a name.
    private boolean has(Role role, Caller caller) {
        CallerId id = caller.id();
        return switch (id.kind()) {
            case ANONYMOUS -> role.name().equals(anonymous);
            case LOCAL -> true;
            case KEY ->
                id.issuer().isEmpty()
                        ? Role.matches(role.keys(), id.subject())
                        : caller.roles().contains(role.name());
            case DELEGATE ->
                id.issuer().isEmpty()
                        ? Role.matches(role.keys(), id.client())
                        : caller.roles().contains(role.name()) || ofIssuer(id) && role.givenBy(caller.claims());
            case TOKEN -> caller.roles().contains(role.name()) || role.givenBy(caller.claims());
        };
    }
}
