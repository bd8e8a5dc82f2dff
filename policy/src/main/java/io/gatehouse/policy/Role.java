package io.gatehouse.policy;

import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.OperatorScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A set of callers, and what they may see and do. All lists hold patterns in which `*` stands for any text.
///
/// @param name of the role
/// @param keys names of the keys whose callers have it
/// @param claims what a token must say of its caller for the caller to have it: each of these claims must have a value
///     that fits one of its patterns; empty where no token's claims give it
/// @param toolsets names of the configured toolsets that it may use whole
/// @param servers names of the servers that it may use
/// @param scopes what it may do with them, as `SERVER:EFFECT`, and with the gateway itself, as [OperatorScope] says
/// @param models names of the models that it may use, as requests name them
/// @param outside whether its requests may name servers by address
public record Role(
        String name,
        List<String> keys,
        Map<String, List<String>> claims,
        List<String> toolsets,
        List<String> servers,
        List<String> scopes,
        List<String> models,
        boolean outside) {
    public Role {
        keys = List.copyOf(keys);
        claims = Map.copyOf(claims);
        toolsets = List.copyOf(toolsets);
        servers = List.copyOf(servers);
        scopes = List.copyOf(scopes);
        models = List.copyOf(models);
    }

    /// A role that no claims give.
    public Role(
            String name,
            List<String> keys,
            List<String> toolsets,
            List<String> servers,
            List<String> scopes,
            List<String> models,
            boolean outside) {
        this(name, keys, Map.of(), toolsets, servers, scopes, models, outside);
    }

    /// Whether what a token says of its caller gives it.
    boolean givenBy(Map<String, Object> said) {
        return !claims.isEmpty()
                && claims.entrySet().stream()
                        .allMatch(claim -> said.get(claim.getKey()) instanceof Collection<?> values
                                && values.stream().anyMatch(value -> matches(claim.getValue(), value.toString())));
    }

    /// Whether it includes a server where a toolset offers it.
    ///
    /// @param toolset the name of a configured toolset; empty elsewhere
    boolean includes(String toolset, String server) {
        return matches(servers, server) || !toolset.isEmpty() && matches(toolsets, toolset);
    }

    /// Whether one of its scopes is this one.
    boolean grants(String scope) {
        return matches(scopes, scope);
    }

    /// What it lets its callers do with the gateway itself.
    List<String> operatorScopes() {
        return scopes.stream().filter(OperatorScope::ofRole).toList();
    }

    /// Whether everything that another role gives is given by this one too. Patterns are compared as texts, so that it
    /// may miss some that say the same in other words.
    boolean covers(Role other) {
        return coverAll(toolsets, other.toolsets)
                && coverAll(servers, other.servers)
                && coverAll(serverScopes(), other.serverScopes())
                && coverAll(operatorScopes(), other.operatorScopes())
                && coverAll(models, other.models)
                && (outside || !other.outside);
    }

    private List<String> serverScopes() {
        return scopes.stream().filter(scope -> !OperatorScope.ofRole(scope)).toList();
    }

    private static boolean coverAll(List<String> patterns, List<String> others) {
        return others.stream().allMatch(other -> covers(patterns, other));
    }

    /// Whether whatever a pattern matches is matched by one of some: only a pattern without `?` and `*` is looked at
    /// more closely than as a text.
    static boolean covers(List<String> patterns, String other) {
        boolean open = new Glob(other).open();
        return patterns.stream()
                .anyMatch(pattern -> pattern.equals("*")
                        || pattern.equals(other)
                        || widens(pattern, other)
                        || !open && new Glob(pattern).matches(other));
    }

    /// `*:read` is wider than any `…:read`, and `crm:*` than any `crm:…`.
    private static boolean widens(String pattern, String other) {
        return pattern.startsWith("*:") && other.endsWith(pattern.substring(1))
                || pattern.endsWith(":*") && other.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    static boolean matches(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (new Glob(pattern).matches(name)) {
                return true;
            }
        }
        return false;
    }
}
