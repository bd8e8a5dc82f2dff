package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.GatewaySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which changes of a configuration a running gateway cannot take over.
public final class RestartNeeds {
    private RestartNeeds() {}

    /// The keys of the file that hold them; empty when all is in force.
    ///
    /// @param started what the gateway was started with
    public static List<String> of(Configuration started, Configuration next) {
        List<String> needs = new ArrayList<>();
        add(needs, "listen.host", started.listen().hosts(), next.listen().hosts());
        add(needs, "listen.port", started.listen().port(), next.listen().port());
        add(
                needs,
                "listen.tls",
                String.valueOf(started.listen().tls()),
                String.valueOf(next.listen().tls()));
        add(
                needs,
                "listen.client-certificates",
                String.valueOf(started.listen().clients()),
                String.valueOf(next.listen().clients()));
        add(
                needs,
                "listen.proxy-protocol",
                started.listen().greetingProxies(),
                next.listen().greetingProxies());
        add(
                needs,
                "admin.listen",
                Optional.of(started.admin()).filter(AdminListen::chosen),
                Optional.of(next.admin()).filter(AdminListen::chosen));
        add(needs, "names", started.gateway().maxNameLength(), next.gateway().maxNameLength());
        add(needs, "limits", limits(started), limits(next));
        add(needs, "logging", started.logging(), next.logging());
        add(needs, "seal", started.seals().isEmpty(), next.seals().isEmpty());
        add(needs, "replicas", String.valueOf(started.replicas()), String.valueOf(next.replicas()));
        add(
                needs,
                "store",
                Optional.ofNullable(started.service().store()),
                Optional.ofNullable(next.service().store()));
        add(needs, "usage.shared", Optional.ofNullable(started.shared()), Optional.ofNullable(next.shared()));
        add(needs, "data", started.data(), next.data());
        return needs;
    }

    private static void add(List<String> needs, String key, Object before, Object now) {
        if (!before.equals(now)) {
            needs.add(key);
        }
    }

    private static List<Object> limits(Configuration configuration) {
        GatewaySettings gateway = configuration.gateway();
        return List.of(
                configuration.limits(), configuration.listen().limits(), gateway.pageSize(), gateway.firstListWait());
    }
}
