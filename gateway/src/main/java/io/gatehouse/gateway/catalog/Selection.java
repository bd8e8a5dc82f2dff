package io.gatehouse.gateway.catalog;

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

    /// The longest name or URI that patterns are compared with, in characters; a longer one is in nothing but
    /// [#ALL].
    static final int MAX_KEY = 8_192;

    public Selection {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /// Whether a name or URI is in it.
    public boolean includes(String key) {
        if (allow.isEmpty() && deny.isEmpty()) {
            return true;
        }
        return key.length() <= MAX_KEY && (allow.isEmpty() || any(allow, key)) && !any(deny, key);
    }

    private static boolean any(List<String> patterns, String key) {
        for (String pattern : patterns) {
            if (new Glob(pattern).matches(key)) {
                return true;
            }
        }
        return false;
    }
}
