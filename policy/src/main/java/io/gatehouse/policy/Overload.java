package io.gatehouse.policy;

import io.gatehouse.protocol.CallerId;
import java.util.List;
import java.util.Set;

/// How many calls may be in flight, and who yields when they are many.
///
/// @param calls of all callers together, 1 or more
/// @param bulkPercent how much of that callers with low priority may use together, from 1 to 100
/// @param bulkRoles the names of the roles whose callers have low priority
/// @param bulkKeys the names of the keys in the configuration whose callers have low priority
public record Overload(int calls, int bulkPercent, Set<String> bulkRoles, Set<String> bulkKeys) {
    /// What holds when nothing is said.
    public static final Overload DEFAULT = new Overload(10_000, 50, Set.of(), Set.of());

    public Overload {
        bulkRoles = Set.copyOf(bulkRoles);
        bulkKeys = Set.copyOf(bulkKeys);
    }

    /// The same for these roles and keys.
    public Overload of(Set<String> roles, Set<String> keys) {
        return new Overload(calls, bulkPercent, roles, keys);
    }

    /// How many calls of callers with low priority there may be.
    public int bulkCalls() {
        return (int) Math.max(1, (long) calls * bulkPercent / 100);
    }

    /// Whether anybody has low priority.
    public boolean any() {
        return !bulkRoles.isEmpty() || !bulkKeys.isEmpty();
    }

    /// Whether a caller has low priority. A token that was made from a key has that of the key.
    ///
    /// @param roles the names of the caller's roles
    public boolean bulk(CallerId caller, List<String> roles) {
        return roles.stream().anyMatch(bulkRoles::contains)
                || switch (caller.kind()) {
                    case KEY -> caller.issuer().isEmpty() && bulkKeys.contains(caller.subject());
                    case DELEGATE -> caller.issuer().isEmpty() && bulkKeys.contains(caller.client());
                    case ANONYMOUS, LOCAL, TOKEN -> false;
                };
    }
}
