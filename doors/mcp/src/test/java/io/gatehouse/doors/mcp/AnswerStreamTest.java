package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When an answer is an event stream, and how it ends.
@Timeout(60)
class AnswerStreamTest {
    private static final String HOLD =
            "{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"method\":\"tools/call\",\"params\":{\"name\":\"hold\"}}";

    private EndpointServer server;

    @BeforeEach
    void start() {
        server = new EndpointServer(
                EndpointSettings.builder().streamAfter(Duration.ofMillis(200)).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest legacy(String body, String... headers) {
        return server.request(headers).POST(BodyPublishers.ofString(body)).build();
    }

    private HttpRequest modernHold() {
        return server.modernRequest("tools/call", "\"name\":\"hold\"", "Mcp-Name", "hold")
                .build();
    }

    @Test
    void aLateAnswerBecomesAStream() throws Exception {
        try (LiveStream stream = server.open(legacy(HOLD))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.contentType()).isEqualTo("text/event-stream");
            server.handler.held.take().respond(Response.result("{\"late\":1.10}"));
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"result\":{\"late\":1.10}}");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void aLateModernErrorHasNoStatusOfItsOwn() throws Exception {
        try (LiveStream stream = server.open(modernHold())) {
            server.handler.held.take().respond(Response.error(-32601, "late"));
            assertThat(stream.next()).contains("\"id\":7").contains("-32601");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void aLateAnswerStaysJsonForWhoTakesNothingElse() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> server.send(legacy(HOLD, "Accept", "application/json")));
        Exchange held = server.handler.held.take();
        CompletableFuture<Void> later = new CompletableFuture<>();
        server.engine.timers().after(Duration.ofMillis(500), () -> later.complete(null));
        later.get();
        held.notify(Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":1}"));
        held.respond(Response.result("{}"));
        assertThat(answer.get().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.get().body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"result\":{}}");
    }

    @Test
    void whoTakesEventsOnlyGetsEvents() {
        try (LiveStream stream = server.open(
                legacy("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", "Accept", "text/event-stream"))) {
            assertThat(stream.contentType()).isEqualTo("text/event-stream");
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void notificationsComeBeforeTheirResponse() {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"progress\"}}";
        try (LiveStream stream = server.open(legacy(call))) {
            assertThat(stream.next()).contains("notifications/progress");
            assertThat(stream.next()).contains("notifications/message");
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]}}");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void nothingIsLoggedToAModernClientThatDidNotAskForIt() {
        HttpRequest request = server.modernRequest("tools/call", "\"name\":\"progress\"", "Mcp-Name", "progress")
                .build();
        try (LiveStream stream = server.open(request)) {
            assertThat(stream.next()).contains("notifications/progress");
            assertThat(stream.next()).contains("\"resultType\":\"complete\"");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingTheConnectionCancels(boolean modern) throws Exception {
        LiveStream stream = server.open(modern ? modernHold() : legacy(HOLD));
        Exchange held = server.handler.held.take();
        stream.close();
        assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo(modern ? "7" : "\"h\"");
        held.respond(Response.result("{}"));
        CompletableFuture<Void> atOnce = new CompletableFuture<>();
        held.onCancelled(() -> atOnce.complete(null));
        atOnce.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aCancelledNotificationEndsTheStreamWithoutAResponse() throws Exception {
        String session = server.initialize("2025-11-25", "{}");
        String other = server.initialize("2025-11-25", "{}");
        String cancelled =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"h\"}}";
        try (LiveStream stream = server.open(legacy(HOLD, "Mcp-Session-Id", session))) {
            Exchange held = server.handler.held.take();
            assertThat(server.post(cancelled, "Mcp-Session-Id", other).statusCode())
                    .isEqualTo(202);
            assertThat(server.post(cancelled).statusCode()).isEqualTo(202);
            held.notify(Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":1}"));
            assertThat(stream.next()).contains("notifications/progress");
            assertThat(server.handler.cancelled).isEmpty();
            assertThat(server.post(cancelled, "Mcp-Session-Id", session).statusCode())
                    .isEqualTo(202);
            assertThat(server.handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("\"h\"");
            held.respond(Response.result("{}"));
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void aBatchIsAnsweredAsOne() {
        String session = server.initialize("2025-03-26", "{}");
        HttpResponse<String> response = server.post(
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"},7,"
                        + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"initialize\",\"params\":{}}]",
                "Mcp-Session-Id",
                session);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("[{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600")
                .contains(",{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{ \"tools\" : [], \"x\":1.10 }},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":")
                .endsWith("}]");
        assertThat(server.post("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]", "Mcp-Session-Id", session)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aBatchWithALateAnswerBecomesAStream() throws Exception {
        String batch = "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}," + HOLD + "]";
        try (LiveStream stream = server.open(legacy(batch))) {
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            server.handler.held.take().respond(Response.result("{}"));
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"result\":{}}");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @Test
    void onlyTheFirstResponseCounts() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> server.send(legacy(HOLD, "Accept", "application/json")));
        Exchange held = server.handler.held.take();
        held.respond(Response.result("{\"first\":1}"));
        held.respond(Response.result("{\"second\":1}"));
        held.notify(Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":1}"));
        assertThat(answer.get().body()).contains("first");
    }
}
