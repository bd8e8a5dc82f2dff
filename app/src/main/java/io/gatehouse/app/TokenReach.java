package io.gatehouse.app;

import io.gatehouse.gateway.Gateway;
import io.gatehouse.identity.tokens.Reach;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.Scopes;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.Upstream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What callers can have tokens for, by the servers and toolsets of the gateway and the roles in force.
///
/// @param access what a caller may do
record TokenReach(Gateway gateway, Function<Caller, Access> access) implements Reach {
    /// Stands for every server in scopes.
    private static final String EVERY = "mcp";

    @Override
    public boolean target(Caller caller, String name) {
        Access held = access.apply(caller);
        List<String> servers = gateway.serversOfToolsets().get(name);
        return servers == null
                ? servers().contains(name) && held.includes("", name)
                : servers.stream().anyMatch(server -> held.includes(name, server));
    }

    @Override
    public boolean models(Caller caller) {
        return access.apply(caller).models();
    }

    @Override
    public boolean scope(Caller caller, String scope) {
        Access held = access.apply(caller);
        int colon = scope.lastIndexOf(':');
        String named = scope.substring(0, colon);
        String effect = scope.substring(colon + 1);
        return named.equals(EVERY) && held.outside()
                || servers().stream()
                        .filter(server -> named.equals(server) || named.equals(EVERY))
                        .anyMatch(server -> held.grants("", server, Scopes.of(server, effect)))
                || inToolsets(held, named, effect);
    }

    private boolean inToolsets(Access held, String named, String effect) {
        for (Map.Entry<String, List<String>> toolset :
                gateway.serversOfToolsets().entrySet()) {
            for (String server : toolset.getValue()) {
                boolean meant = named.equals(server) || named.equals(EVERY);
                if (meant && held.grants(toolset.getKey(), server, Scopes.of(server, effect))) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> servers() {
        return gateway.servers().stream().map(Upstream::name).toList();
    }
}
