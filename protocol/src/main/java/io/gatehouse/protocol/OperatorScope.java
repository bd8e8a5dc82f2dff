package io.gatehouse.protocol;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The scopes of operators: what their callers may do with the gateway itself. None includes another, and no pattern
/// over what callers may do with servers gives one.
public final class OperatorScope {
    /// Sees the state of the gateway and of its servers.
    public static final String READ = "admin:read";
    /// Acts on servers.
    public static final String WRITE = "admin:write";
    /// Makes, lists and ends keys of callers.
    public static final String KEYS = "keys";

    private static final String GENERAL = "admin:";
    private static final String APPROVE = ":approve";
    private static final Pattern WRITTEN =
            Pattern.compile("admin:read|admin:write|keys|(?!(?:admin|audit|provider):)[A-Za-z0-9_-]{1,64}:approve");

    private OperatorScope() {}

    /// The scope that decides about calls that wait for approval.
    ///
    /// @param server whose calls; a pattern in roles, `mcp` for every server in keys and tokens
    public static String approve(String server) {
        return server + APPROVE;
    }

    /// The server that a scope lets calls be approved for; empty where it is another scope.
    public static String approved(String scope) {
        return scope.endsWith(APPROVE) ? scope.substring(0, scope.length() - APPROVE.length()) : "";
    }

    /// Whether a scope of a key or token is one of them.
    public static boolean is(String scope) {
        return WRITTEN.matcher(scope).matches();
    }

    /// Whether a scope of a role is one of them: servers may be patterns there.
    public static boolean ofRole(String scope) {
        return scope.equals(READ) || scope.equals(WRITE) || scope.equals(KEYS) || scope.endsWith(APPROVE);
    }

    /// Whether it is about the gateway itself, which all tenants share.
    public static boolean general(String scope) {
        return scope.startsWith(GENERAL);
    }

    /// Those among the scopes of a key or token.
    public static Set<String> of(Set<String> scopes) {
        return scopes.stream().filter(OperatorScope::is).collect(Collectors.toUnmodifiableSet());
    }
}
