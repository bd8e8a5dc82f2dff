package io.gatehouse.store;

import java.util.List;
import java.util.Map;

/// For whom a key may act, and what it says of its caller. Texts have the bounds of a [KeyGrant]; names of claims have
/// no equals sign.
///
/// @param actFor patterns of users in whose name short-lived tokens may be made with it
/// @param claims what rules read of its caller: texts by name
public record KeyActing(List<String> actFor, Map<String, List<String>> claims) {
    /// Nobody else, and nothing.
    public static final KeyActing NONE = new KeyActing(List.of(), Map.of());

    public KeyActing {
        Bounds.checkAll("user", actFor);
        Bounds.checkAll("claim", claims.keySet());
        claims.forEach((name, values) -> {
            Bounds.checkAll("value", values);
            if (name.contains("=")) {
                throw new IllegalArgumentException("The name of a claim has an equals sign. Remove it.");
            }
        });
        actFor = List.copyOf(actFor);
        claims = Map.copyOf(claims);
    }
}
