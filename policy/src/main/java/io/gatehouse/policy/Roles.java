package io.gatehouse.policy;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<CallerId, Holder> remembered = new ConcurrentHashMap<>();

    /// A caller and what it may do.
    private record Holder(Caller caller, Access access) {}

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
        if (all.isEmpty()) {
            return caller.roles().isEmpty() ? Access.EVERYTHING : Access.NOTHING;
        }
        Holder before = remembered.get(caller.id());
        if (before != null) {
            return before.access();
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        return remembered
                .computeIfAbsent(caller.id(), id -> new Holder(caller, union(caller)))
                .access();
    }

    private Access union(Caller caller) {
        List<Integer> has = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            if (has(all.get(place), caller)) {
                has.add(place);
            }
        }
        return known.computeIfAbsent(
                has, places -> Access.of(places.stream().map(all::get).toList()));
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
        };
    }
}
