package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.server.EndpointSettings;
import io.gatehouse.server.TokenSettings;
import io.gatehouse.upstream.ChildBounds;
import io.gatehouse.upstream.ListBounds;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.SideTimes;
import io.gatehouse.upstream.ToolTimes;
import io.gatehouse.upstream.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        Configuration.Limits limits = Yaml.load(folder, "servers: {}").limits();
        assertThat(limits.tokens()).isEqualTo(TokenSettings.defaults());
        assertThat(limits.engine()).isEqualTo(EngineSettings.defaults());
        assertThat(limits.endpoint().askDeadline())
                .isEqualTo(EndpointSettings.defaults().askDeadline());
        assertThat(limits.endpoint().maxSseStreams())
                .isEqualTo(EndpointSettings.defaults().maxSseStreams());
    }

    @Test
    void everyBoundOnSessionsCanBeSet() throws Exception {
        Configuration configuration = Yaml.load(folder, """
                limits: {ask-timeout: 1m, ended-sessions: 2, session-streams: 3, session-requests: 4, session-asks: 5,
                  subscriptions: 6, sse-idle: 7m, sse-streams: 8, sse-streams-per-caller: 9, session-key-rotation: 10d,
                  session-keys-kept: 1, capability-bytes: 11KiB, client-info-bytes: 12, session-cache-bytes: 1MiB,
                  event-loops: 13, write-timeout: 14s, connection-streams: 15}
                """);
        EndpointSettings endpoint = configuration.limits().endpoint();
        assertThat(List.of(
                        endpoint.maxEndedSessions(),
                        endpoint.maxStreamsPerSession(),
                        endpoint.maxRequests(),
                        endpoint.maxAsks(),
                        endpoint.maxSubscriptions(),
                        endpoint.maxSseStreams(),
                        endpoint.maxSseStreamsPerCaller()))
                .containsExactly(2, 3, 4, 5, 6, 8, 9);
        assertThat(endpoint.askDeadline()).isEqualTo(Duration.ofMinutes(1));
        assertThat(endpoint.sseIdle()).isEqualTo(Duration.ofMinutes(7));
        assertThat(configuration.limits().tokens())
                .isEqualTo(new TokenSettings(Duration.ofDays(7), Duration.ofDays(10), 1, 11 << 10, 12, 1 << 20));
        assertThat(configuration.limits().engine().eventLoops()).isEqualTo(13);
        assertThat(configuration.listen().writeTimeout()).isEqualTo(seconds(14));
        assertThat(configuration.listen().maxStreamsPerConnection()).isEqualTo(15);
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
