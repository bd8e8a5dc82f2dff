package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions of legacy clients.
@Timeout(60)
class SessionTest {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}";

    private EndpointServer server;

    @BeforeEach
    void start() {
        server = new EndpointServer(EndpointSettings.builder()
                .streamAfter(Duration.ofMillis(500))
                .resumeFor(Duration.ofMillis(500))
                .maxSessions(50)
                .maxStreamsPerSession(2)
                .maxSubscriptions(2)
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest get(String session) {
        return server.request("Mcp-Session-Id", session).GET().build();
    }

    private HttpResponse<String> delete(String session, String... headers) {
        return server.send(server.request(headers)
                .header("Mcp-Session-Id", session)
                .DELETE()
                .build());
    }

    static String asked(String event) {
        var matcher = Pattern.compile("\"id\":(\"[^\"]+\"),\"method\":\"(?:elicitation/create|ping)\"")
                .matcher(event);
        assertThat(matcher.find()).as(event).isTrue();
        return matcher.group(1);
    }

    @Test
    void theHandlerSeesWhoTheClientIs() throws Exception {
        String session = server.initialize("2025-06-18", "{\"roots\":{}}", "X-Caller", "ann");
        server.post(LIST, "Mcp-Session-Id", session, "X-Caller", "ann");
        server.post(LIST, "Mcp-Session-Id", session, "X-Caller", "ann");
        Peer first = server.handler.peers.take();
        Peer second = server.handler.peers.take();
        assertThat(first.revision()).isEqualTo(Revision.R2025_06_18);
        assertThat(first.can("roots")).isTrue();
        assertThat(first.caller().name()).isEqualTo("ann");
        assertThat(String.valueOf(first.clientInfo())).contains("\"name\":\"test\"");
        assertThat(first.session()).isNotNull().isSameAs(second.session());
    }

    @Test
    void aSessionBelongsToItsScopeAndCaller() {
        String session = server.initialize("2025-11-25", "{}", "X-Caller", "ann");
        assertThat(server.post(LIST, "Mcp-Session-Id", session, "X-Caller", "ann")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(LIST, "Mcp-Session-Id", session, "X-Caller", "bob")
                        .statusCode())
                .isEqualTo(404);
        assertThat(delete(session, "X-Caller", "bob").statusCode()).isEqualTo(404);
        HttpRequest elsewhere = HttpRequest.newBuilder(
                        server.request("Mcp-Session-Id", session, "X-Caller", "ann")
                                .build(),
                        (name, value) -> true)
                .uri(java.net.URI.create("http://127.0.0.1:" + server.port() + "/mcp/other"))
                .POST(BodyPublishers.ofString(LIST))
                .build();
        assertThat(server.send(elsewhere).statusCode()).isEqualTo(404);
    }

    @Test
    void anAlteredOrInventedTokenIsUnknown() {
        String session = server.initialize("2025-11-25", "{}");
        char last = session.charAt(40);
        String altered = session.substring(0, 40) + (last == 'A' ? 'B' : 'A') + session.substring(41);
        for (String token : new String[] {altered, "x", "0".repeat(100), session + "AA", "a b c", "é"}) {
            HttpResponse<String> response = server.post(LIST, "Mcp-Session-Id", token);
            assertThat(response.statusCode()).as(token).isEqualTo(404);
            assertThat(response.body()).contains("\"id\":9").contains("initialize");
        }
    }

    @Test
    void aTokenOpensInAnotherProcessWithTheSameKeys() {
        SessionTokens tokens = SessionTokens.inMemory(TokenSettings.DEFAULT);
        try (EndpointServer one = new EndpointServer(EndpointSettings.defaults(), tokens);
                EndpointServer two = new EndpointServer(EndpointSettings.defaults(), tokens)) {
            String session = one.initialize("2025-11-25", "{\"sampling\":{}}");
            assertThat(two.post(LIST, "Mcp-Session-Id", session).statusCode()).isEqualTo(200);
            Peer peer = Objects.requireNonNull(two.handler.peers.poll());
            assertThat(peer.can("sampling")).isTrue();
            assertThat(server.post(LIST, "Mcp-Session-Id", session).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void anEndedSessionStaysEnded() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        server.post(LIST, "Mcp-Session-Id", session);
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        Objects.requireNonNull(server.handler.peers.take().session()).onEnd(() -> ended.add("ended"));
        try (LiveStream stream = server.open(get(session))) {
            assertThat(delete(session).statusCode()).isEqualTo(204);
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
        assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("ended");
        assertThat(server.post(LIST, "Mcp-Session-Id", session).statusCode()).isEqualTo(404);
        assertThat(server.post(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                                "Mcp-Session-Id",
                                session)
                        .statusCode())
                .isEqualTo(404);
        assertThat(delete(session).statusCode()).isEqualTo(404);
    }

    @Test
    void endingASessionCancelsWhatRuns() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        HttpRequest hold = server.request("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":\"hold\"}}"))
                .build();
        try (LiveStream stream = server.open(hold)) {
            delete(session);
            assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("4");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @ParameterizedTest
    @CsvSource({", 2025-03-26", "2024-11-05, 2024-11-05", "2025-11-25, 2025-11-25"})
    void aRequestWithoutASessionIsServed(String version, String revision) throws Exception {
        HttpResponse<String> response =
                version == null ? server.post(LIST) : server.post(LIST, "MCP-Protocol-Version", version);
        assertThat(response.statusCode()).isEqualTo(200);
        Peer peer = server.handler.peers.take();
        assertThat(peer.revision().id()).isEqualTo(revision);
        assertThat(peer.session()).isNull();
        assertThat(peer.capabilities()).isNull();
    }

    @Test
    void sessionsInMemoryAreBounded() {
        for (int count = 0; count < 1_000; count++) {
            String session = server.initialize("2025-11-25", "{}");
            server.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "Mcp-Session-Id", session);
        }
        assertThat(server.endpoint.sessions()).isZero();
        for (int count = 0; count < 100; count++) {
            server.post(LIST, "Mcp-Session-Id", server.initialize("2025-11-25", "{}"));
        }
        assertThat(server.endpoint.sessions()).isEqualTo(50);
    }

    @Test
    void anIdleSessionIsDroppedFromMemoryAndComesBackEmpty() throws Exception {
        try (EndpointServer forgetful = new EndpointServer(
                EndpointSettings.builder().sessionIdle(Duration.ofMillis(200)).build())) {
            String session = forgetful.initialize("2025-11-25", "{}");
            forgetful.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"error\"}}",
                    "Mcp-Session-Id",
                    session);
            Peer.Session before =
                    Objects.requireNonNull(forgetful.handler.peers.take().session());
            BlockingQueue<String> ended = new LinkedBlockingQueue<>();
            before.onEnd(() -> ended.add("ended"));
            assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("ended");
            assertThat(forgetful.post(LIST, "Mcp-Session-Id", session).statusCode())
                    .isEqualTo(200);
            Peer.Session after =
                    Objects.requireNonNull(forgetful.handler.peers.take().session());
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(before.logLevel()).isEqualTo("error");
            assertThat(after.logLevel()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"level\":\"loud\"}", "{\"level\":3}"})
    void anUnknownLogLevelIsRefused(String params) {
        assertThat(server.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":" + params
                                + "}")
                        .body())
                .contains("-32602");
    }

    @Test
    void theStreamCarriesWhatTheServerSendsOutsideRequests() throws Exception {
        String session = server.initialize("2025-11-25", "{\"elicitation\":{}}");
        server.post(LIST, "Mcp-Session-Id", session);
        Peer.Session peer = Objects.requireNonNull(server.handler.peers.take().session());
        peer.ask(Request.of("1", Method.PING, null), server.handler.answers::add);
        assertThat(server.handler.answers.take().errorMessage()).contains("no event stream");
        try (LiveStream stream = server.open(get(session))) {
            server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
            assertThat(stream.next())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            peer.notify(Notification.of(Method.MESSAGE, "{\"level\":\"info\",\"data\":1.10}"));
            assertThat(stream.next()).contains("\"data\":1.10");
            peer.ask(Request.of("1", Method.PING, null), server.handler.answers::add);
            String id = asked(stream.next());
            server.post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}", "Mcp-Session-Id", session);
            assertThat(server.handler.answers.take().failed()).isFalse();
        }
        while (!server.handler.subscribers.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void onlyTheNewestOfSeveralStreamsIsUsedAndTooManyEndTheOldest() {
        String session = server.initialize("2025-11-25", "{}");
        try (LiveStream first = server.open(get(session));
                LiveStream second = server.open(get(session));
                LiveStream third = server.open(get(session))) {
            assertThat(first.next()).isEqualTo(LiveStream.END);
            server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
            assertThat(third.next()).contains("list_changed");
            assertThat(delete(session).statusCode()).isEqualTo(204);
            assertThat(second.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void aStreamNeedsASessionAndEvents() {
        assertThat(server.send(server.request().GET().build()).statusCode()).isEqualTo(400);
        String session = server.initialize("2025-11-25", "{}");
        assertThat(server.send(server.request("Mcp-Session-Id", session, "Accept", "application/json")
                                .GET()
                                .build())
                        .statusCode())
                .isEqualTo(406);
        assertThat(server.send(get("nonsense")).statusCode()).isEqualTo(404);
    }

    @Test
    void aSubscriptionIsToldOfItsResourceOnly() {
        String session = server.initialize("2025-11-25", "{}");
        String subscribe =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"a:1\"}}";
        assertThat(server.post(subscribe).body()).contains("needs a session");
        assertThat(server.post(subscribe, "Mcp-Session-Id", session).body()).contains("\"result\":{}");
        assertThat(server.post(subscribe.replace("a:1", "a:2"), "Mcp-Session-Id", session)
                        .body())
                .contains("\"result\":{}");
        assertThat(server.post(subscribe.replace("a:1", "a:3"), "Mcp-Session-Id", session)
                        .body())
                .contains("too many");
        try (LiveStream stream = server.open(get(session))) {
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:9\"}"));
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:1\"}"));
            assertThat(stream.next()).contains("a:1");
            server.post(subscribe.replace("/subscribe", "/unsubscribe"), "Mcp-Session-Id", session);
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:1\"}"));
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:2\"}"));
            assertThat(stream.next()).contains("a:2");
        }
        delete(session);
        assertThat(server.handler.subscribers).isEmpty();
    }
}
