package io.gatehouse.protocol;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The scopes of callers that narrow what they may do with servers: `crm:read` for one server, `mcp:read` for all that
/// they may use.
public final class ServerScope {
    /// What stands before the colon of scopes that are about no server of that name.
    private static final Set<String> RESERVED = Set.of("mcp", "admin", "audit", "provider");

    private static final Pattern WRITTEN =
            Pattern.compile("(?!(?:admin|audit|provider):)[A-Za-z0-9_-]{1,64}:(?:read|write|destroy|send)");

    private ServerScope() {}

    /// Whether no server can have a name, because its scopes would be taken for others.
    public static boolean reserves(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Whether a scope is one of them.
    public static boolean is(String scope) {
        return WRITTEN.matcher(scope).matches();
    }

    /// Those among the scopes of a credential; none where it is not narrowed.
    public static Set<String> of(Set<String> scopes) {
        return scopes.stream().filter(ServerScope::is).collect(Collectors.toUnmodifiableSet());
    }
}
