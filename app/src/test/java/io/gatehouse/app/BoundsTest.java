package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.doors.mcp.EndpointSettings;
import io.gatehouse.doors.mcp.TokenSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.protocol.Limits;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.SideTimes;
import io.gatehouse.upstream.settings.ToolTimes;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every bound is a setting.
class BoundsTest {
    @TempDir
    Path folder;

    @Test
    void everyBoundOfAServerCanBeSet() throws Exception {
        ServerSettings child = server("""
                defaults: {max-list-pages: 2, max-list-entries: 3, max-list-bytes: 2KiB, list-age-min: 1s, list-age-max: 1h, list-interval: 2s,
                  retry-first: 200ms, retry-most: 5s, drain: 3s, control-timeout: 4s, answer-bytes: 1MiB}
                servers:
                  a: {command: x, probe-timeout: 1s, grace: 5s, crash-window: 2m, queue-bytes: 2MiB, stderr-lines: 7}
                """);
        assertThat(child.lists()).isEqualTo(new ListBounds(2, 3, 2048, seconds(1), Duration.ofHours(1), seconds(2)));
        assertThat(child.child())
                .isEqualTo(new ChildBounds(1 << 20, 2 << 20, 7, seconds(5), seconds(1), Duration.ofMinutes(2)));
        assertThat(child.retries().first()).isEqualTo(Duration.ofMillis(200));
        assertThat(child.retries().most()).isEqualTo(seconds(5));
        assertThat(child.times().drain()).isEqualTo(seconds(3));
        assertThat(child.times().control()).isEqualTo(seconds(4));
        ServerSettings called = server("""
                servers:
                  a: {url: "http://x/", resumptions: 1, headers-helper-timeout: 6s, stream-linger: 7s, post-timeout: 8s,
                    connection-idle: 9s}
                """);
        assertThat(called.retries().resumptions()).isEqualTo(1);
        assertThat(called.times())
                .isEqualTo(new SideTimes(Duration.ofMinutes(1), seconds(10), seconds(6), seconds(7), seconds(8)));
        assertThat(((Transport.Http) called.transport()).client().idleTimeout()).isEqualTo(seconds(9));
    }

    @Test
    void withoutSettingsEveryBoundIsThatOfTheModuleItHoldsIn() throws Exception {
        ServerSettings server = server("servers: {a: {command: x}}");
        assertThat(server).isEqualTo(ServerSettings.of("a", server.transport()));
        Configuration configuration = Yaml.load(folder, "servers: {}");
        Configuration.Limits limits = configuration.limits();
        assertThat(limits.endpoint()).isEqualTo(EndpointSettings.defaults());
        assertThat(limits.tokens()).isEqualTo(TokenSettings.defaults());
        assertThat(limits.engine()).isEqualTo(EngineSettings.defaults());
        assertThat(limits.stop()).isEqualTo(StopTimes.DEFAULT);
        assertThat(configuration.gateway()).isEqualTo(GatewaySettings.DEFAULT);
        ListenSettings listen = configuration.listen();
        assertThat(listen)
                .isEqualTo(ListenSettings.builder()
                        .hosts(listen.hosts())
                        .port(listen.port())
                        .build());
    }

    @Test
    void everyBoundOnSessionsCanBeSet() throws Exception {
        Configuration.Limits limits = Yaml.load(folder, """
                limits: {body-bytes: 2KiB, stream-after: 500ms, ask-timeout: 1m, session-idle: 3m, sessions: 10,
                  ended-sessions: 2, streams: 11, session-streams: 3, session-requests: 4, session-asks: 5,
                  subscriptions: 6, sse-idle: 7m, sse-streams: 8, sse-streams-per-caller: 9, session-age: 6d,
                  session-key-rotation: 10d, session-keys-kept: 1, capability-bytes: 11KiB, client-info-bytes: 12,
                  session-cache-bytes: 1MiB}
                """).limits();
        assertThat(limits.endpoint())
                .isEqualTo(new EndpointSettings(
                        new Limits(2048, Limits.DEFAULT.maxDepth()),
                        Duration.ofMillis(500),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(3),
                        10,
                        2,
                        11,
                        3,
                        4,
                        5,
                        6,
                        Duration.ofMinutes(7),
                        8,
                        9));
        assertThat(limits.tokens())
                .isEqualTo(new TokenSettings(Duration.ofDays(6), Duration.ofDays(10), 1, 11 << 10, 12, 1 << 20));
        assertThat(Yaml.load(folder, "limits: {session-key-rotation: 1d}\nservers: {a: {command: x}}")
                        .warnings())
                .singleElement()
                .asString()
                .contains("longer than session keys are kept");
        assertThat(Yaml.refused(folder, "servers: {a: {command: x, retry-first: 2m, resumptions: 1}}"))
                .containsExactly(
                        "gatehouse.yaml:1:27: servers.a.retry-first: is longer than retry-most. Change one of them.",
                        "gatehouse.yaml:1:44: servers.a.resumptions: belongs to a server that is called by its address."
                                + " Remove it.");
    }

    @Test
    void everyBoundOfTheListenerAndTheEngineCanBeSet() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                limits: {body-bytes: 1KiB, header-bytes: 2KiB, uri-bytes: 3KiB, queue-bytes: 1MiB, connections: 4,
                  connection-streams: 5, backlog: 6, connection-idle: 7s, read-timeout: 8s, write-timeout: 9s,
                  keep-alive: 10s, event-loops: 11, request-memory-percent: 12, answer-memory-percent: 13,
                  caller-memory-percent: 14, request-memory-wait: 15s, answer-memory-wait: 16s, drain: 17s,
                  drain-notice: 18s, page-size: 19, first-list-wait: 20s, instructions-bytes: 21, list-ttl: 22s,
                  remembered-uris: 23}
                """);
        ListenSettings listen = configuration.listen();
        assertThat(listen)
                .isEqualTo(ListenSettings.builder()
                        .hosts(listen.hosts())
                        .port(listen.port())
                        .maxBodyBytes(1 << 10)
                        .maxHeaderBytes(2 << 10)
                        .maxUriBytes(3 << 10)
                        .maxQueuedBytes(1 << 20)
                        .maxConnections(4)
                        .maxStreamsPerConnection(5)
                        .backlog(6)
                        .idleTimeout(seconds(7))
                        .readTimeout(seconds(8))
                        .writeTimeout(seconds(9))
                        .keepAliveInterval(seconds(10))
                        .build());
        long percent = Runtime.getRuntime().maxMemory() / 100;
        assertThat(configuration.limits().engine())
                .isEqualTo(new EngineSettings(
                        11,
                        EngineSettings.defaults().transport(),
                        new MemorySettings(12 * percent, 13 * percent, 14, seconds(15), seconds(16))));
        assertThat(configuration.limits().stop()).isEqualTo(new StopTimes(seconds(18), seconds(17)));
        assertThat(configuration.gateway())
                .isEqualTo(new GatewaySettings(
                        GatewaySettings.DEFAULT.maxNameLength(), 19, seconds(20), 21, seconds(22), 23));
    }

    private static Duration seconds(int number) {
        return Duration.ofSeconds(number);
    }

    @Test
    void timesOfSingleTools() throws Exception {
        ServerSettings server = server("""
                servers:
                  crm:
                    command: x
                    call-limit: 2h
                    tools:
                      "report_*": {call-timeout: 30m, call-limit: 3h}
                      report_small: {call-timeout: 10s}
                """);
        assertThat(server.toolTimes())
                .containsExactly(
                        new ToolTimes("report_*", Duration.ofMinutes(30), Duration.ofHours(3)),
                        new ToolTimes("report_small", Duration.ofSeconds(10), null));
        assertThat(Yaml.refused(folder, "servers: {a: {command: x, tools: {slow: {call-timeout: 2h}}}}"))
                .containsExactly("gatehouse.yaml:1:27: servers.a.tools: call-timeout of \"slow\" is longer than its"
                        + " call-limit of 1h. Raise its call-limit too.");
    }

    private ServerSettings server(String text) throws ConfigurationException {
        return Yaml.load(folder, text).servers().getFirst();
    }
}
