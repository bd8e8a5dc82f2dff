package io.gatehouse.policy.rule;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the values that conditions see of a caller's claims: each is a list of texts, whatever a credential holds.
final class ClaimValues {
    private ClaimValues() {}

    /// The claims, by name.
    static Map<String, List<String>> of(Map<?, ?> claims) {
        if (claims.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> values = HashMap.newHashMap(claims.size());
        claims.forEach((name, value) -> values.put(String.valueOf(name), texts(value)));
        return values;
    }

    private static List<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case null -> List.of();
            case Collection<?> items -> items.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(claim));
        };
    }
}
