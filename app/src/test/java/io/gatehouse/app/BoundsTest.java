package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.ToolTimes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bounds that an operator may want to change are settings.
class BoundsTest {
    @TempDir
    Path folder;

    @Test
    void boundsOfAServerCanBeSetForAllAndForOne() throws Exception {
        ServerSettings child = server("""
                defaults: {list-timeout: 2s, drain: 3s, answer-bytes: 1MiB, answer-depth: 9, max-in-flight: 4}
                servers:
                  a: {command: x, drain: 5s}
                """);
        assertThat(child.listTimeout()).isEqualTo(seconds(2));
        assertThat(child.drain()).isEqualTo(seconds(5));
        assertThat(child.child().lineBytes()).isEqualTo(1 << 20);
        assertThat(child.answerDepth()).isEqualTo(9);
        assertThat(child.maxInFlight()).isEqualTo(4);
    }

    @Test
    void withoutSettingsEveryBoundIsThatOfTheModuleItHoldsIn() throws Exception {
        ServerSettings server = server("servers: {a: {command: x}}");
        assertThat(server).isEqualTo(ServerSettings.of("a", server.transport()));
        Configuration configuration = Yaml.load(folder, "servers: {}");
        Configuration.Limits limits = configuration.limits();
        assertThat(limits.endpoint()).isEqualTo(EndpointSettings.defaults());
        assertThat(limits.tokens()).isEqualTo(TokenSettings.DEFAULT);
        assertThat(limits.engine()).isEqualTo(EngineSettings.defaults());
        assertThat(limits.stop()).isEqualTo(StopTimes.DEFAULT);
        assertThat(configuration.gateway()).isEqualTo(GatewaySettings.DEFAULT);
        assertThat(configuration.listen().limits())
                .isEqualTo(ListenSettings.builder().build().limits());
    }

    @Test
    void boundsOnSessionsCanBeSet() throws Exception {
        Configuration.Limits limits = Yaml.load(folder, """
                limits: {body-bytes: 2KiB, ask-timeout: 1m, session-idle: 3m, sessions: 10, streams: 11, session-age: 6d,
                  session-key-rotation: 10d, resume-for: 0s}
                """).limits();
        assertThat(limits.endpoint())
                .isEqualTo(EndpointSettings.builder()
                        .bodyBytes(2048)
                        .askDeadline(Duration.ofMinutes(1))
                        .sessionIdle(Duration.ofMinutes(3))
                        .maxSessions(10)
                        .maxStreams(11)
                        .resumeFor(Duration.ZERO)
                        .build());
        assertThat(limits.tokens()).isEqualTo(new TokenSettings(Duration.ofDays(6), Duration.ofDays(10)));
        assertThat(Yaml.load(folder, "limits: {session-key-rotation: 1d}\nservers: {a: {command: x}}")
                        .warnings())
                .singleElement()
                .asString()
                .contains("longer than session keys are kept");
    }

    @Test
    void boundsOfTheListenerAndTheEngineCanBeSet() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                limits: {body-bytes: 1KiB, header-bytes: 2KiB, connections: 4, connection-idle: 7s, read-timeout: 8s,
                  write-timeout: 9s, keep-alive: 10s, event-loops: 11, request-memory-percent: 12,
                  answer-memory-percent: 13, caller-memory-percent: 14, drain: 17s, drain-notice: 18s, page-size: 19,
                  first-list-wait: 20s}
                """);
        assertThat(configuration.listen().limits())
                .isEqualTo(ListenSettings.builder()
                        .maxBodyBytes(1 << 10)
                        .maxHeaderBytes(2 << 10)
                        .maxConnections(4)
                        .idleTimeout(seconds(7))
                        .readTimeout(seconds(8))
                        .writeTimeout(seconds(9))
                        .keepAliveInterval(seconds(10))
                        .build()
                        .limits());
        MemorySettings usual = MemorySettings.DEFAULT;
        assertThat(configuration.limits().engine())
                .isEqualTo(new EngineSettings(
                        11,
                        EngineSettings.defaults().transport(),
                        new MemorySettings(
                                MemorySettings.share(12),
                                MemorySettings.share(13),
                                14,
                                usual.requestWait(),
                                usual.answerWait())));
        assertThat(configuration.limits().stop()).isEqualTo(new StopTimes(seconds(18), seconds(17)));
        assertThat(configuration.gateway())
                .isEqualTo(new GatewaySettings(GatewaySettings.DEFAULT.maxNameLength(), 19, seconds(20)));
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
