package io.gatehouse.app.config;

import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Servers that callers of several tenants share, although nothing tells those apart there.
public final class SharedServers {
    private static final int SHOWN = 5;

    private SharedServers() {}

    /// A warning for each such server.
    ///
    /// @param stored the tenants of stored keys
    public static List<String> in(Configuration configuration, Set<String> stored) {
        String tenants = tenants(configuration, stored);
        if (tenants.isEmpty()) {
            return List.of();
        }
        return configuration.servers().stream()
                .filter(server -> shared(server))
                .map(server -> Shown.member("servers", server.name()) + ": callers of several tenants share it ("
                        + tenants + "), and it is not told whose data a call is for. " + remedy(server))
                .toList();
    }

    private static String tenants(Configuration configuration, Set<String> stored) {
        boolean issued = configuration.auth().tokens().issuers().stream()
                .anyMatch(issuer -> !issuer.claims().tenant().isEmpty());
        if (stored.size() > 1) {
            List<String> first = new TreeSet<>(stored).stream().limit(SHOWN).toList();
            return String.join(", ", first) + (stored.size() > SHOWN || issued ? ", …" : "");
        }
        return issued ? "those that tokens name" : "";
    }

    private static boolean shared(ServerSettings server) {
        boolean outside = !(server.transport() instanceof Transport.Invalid)
                && !(server.transport() instanceof Transport.InProcess);
        return outside && !server.sessions().apart() && !server.callers().tells();
    }

    private static String remedy(ServerSettings server) {
        return server.transport() instanceof Transport.Stdio
                ? "Set sessions: tenant, and pass ${caller.tenant} in env if it needs it."
                : "Pass ${caller.tenant} in headers, or set identity: jwt or sessions: tenant.";
    }
}
