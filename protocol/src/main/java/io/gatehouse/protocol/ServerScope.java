package io.gatehouse.protocol;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The scopes of callers that narrow what they may do with servers: `crm:read` for one server, `mcp:read` for all that
/// they may use.
public final class ServerScope {
    private static final Pattern WRITTEN =
            Pattern.compile("(?!(?:admin|audit|provider):)[A-Za-z0-9_-]{1,64}:(?:read|write|destroy|send)");

    private ServerScope() {}

    /// Whether a scope is one of them.
    public static boolean is(String scope) {
        return WRITTEN.matcher(scope).matches();
    }

    /// Those among the scopes of a credential; none where it is not narrowed.
    public static Set<String> of(Set<String> scopes) {
        return scopes.stream().filter(ServerScope::is).collect(Collectors.toUnmodifiableSet());
    }
}
