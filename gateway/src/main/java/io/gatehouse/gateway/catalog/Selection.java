package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Glob;
import java.util.List;

/// Which of a server's things are in a toolset, by patterns over the server's own names or URIs: `*` stands for any
/// text, `?` for one character.
///
/// @param allow what is in it; all when empty
/// @param deny what is not, even when allowed
public record Selection(List<String> allow, List<String> deny) {
    /// All there is.
    public static final Selection ALL = new Selection(List.of(), List.of());
    /// Nothing.
    public static final Selection NONE = new Selection(List.of(), List.of("*"));

    public Selection {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /// Whether a name or URI is in it; one longer than [Glob#MAX_NAME] is in nothing but [#ALL].
    public boolean includes(String key) {
        if (allow.isEmpty() && deny.isEmpty()) {
            return true;
        }
        return key.length() <= Glob.MAX_NAME && (allow.isEmpty() || any(allow, key)) && !any(deny, key);
    }

    private static boolean any(List<String> patterns, String key) {
        return patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(key));
    }
}
