package io.gatehouse.policy;

import io.gatehouse.protocol.Glob;
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
/// @param scopes what it may do with them, as `SERVER:EFFECT`
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

    static boolean matches(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (new Glob(pattern).matches(name)) {
                return true;
            }
        }
        return false;
    }
}
