package io.gatehouse.app.config;

import io.gatehouse.doors.messages.translation.ResultSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.ListenSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
                "listen.proxy-protocol",
                started.listen().greetingProxies(),
                next.listen().greetingProxies());
        add(needs, "names", started.gateway().maxNameLength(), next.gateway().maxNameLength());
        add(needs, "messages.remembered-bytes", remembered(started), remembered(next));
        add(needs, "limits", limits(started), limits(next));
        add(needs, "logging", started.logging(), next.logging());
        add(needs, "data", started.data(), next.data());
        return needs;
    }

    private static void add(List<String> needs, String key, Object before, Object now) {
        if (!before.equals(now)) {
            needs.add(key);
        }
    }

    private static List<Object> remembered(Configuration configuration) {
        ResultSettings results = configuration.messages().results();
        return List.of(results.rememberedBytes(), results.rememberedFor());
    }

    private static List<Object> limits(Configuration configuration) {
        ListenSettings listen = configuration.listen();
        GatewaySettings gateway = configuration.gateway();
        return List.of(
                configuration.limits(),
                new ListenSettings(
                        List.of("any"),
                        0,
                        null,
                        listen.maxBodyBytes(),
                        listen.maxHeaderBytes(),
                        listen.maxUriBytes(),
                        listen.maxConnections(),
                        listen.maxStreamsPerConnection(),
                        listen.idleTimeout(),
                        listen.readTimeout(),
                        listen.writeTimeout(),
                        listen.keepAliveInterval(),
                        listen.maxQueuedBytes(),
                        listen.backlog(),
                        List.of(),
                        Duration.ZERO),
                new GatewaySettings(
                        GatewaySettings.DEFAULT.maxNameLength(),
                        gateway.pageSize(),
                        gateway.firstListWait(),
                        gateway.instructionsBytes(),
                        gateway.listTtl(),
                        gateway.rememberedUris()));
    }
}
