package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `subscriptions/listen` of 2026-07-28.
@Timeout(60)
class ListenTest {
    private EndpointServer server;

    @BeforeEach
    void start() {
        server = new EndpointServer(EndpointSettings.builder()
                .streamAfter(Duration.ofMillis(200))
                .maxStreams(2)
                .maxSubscriptions(2)
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest listen(String notifications) {
        return server.modernRequest(Method.LISTEN, "\"notifications\":" + notifications)
                .build();
    }

    @Test
    void whatIsHonouredIsAcknowledgedFirstAndEveryMessageIsTagged() {
        try (LiveStream stream = server.open(listen(
                "{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":[\"a:1\"]}"))) {
            assertThat(stream.contentType()).isEqualTo("text/event-stream");
            assertThat(stream.next())
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":"
                                    + "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7},\"notifications\":"
                                    + "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a:1\"]}}}");
            server.handler.publish(Notification.of(Method.RESOURCES_CHANGED, null));
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:2\"}"));
            server.handler.publish(Notification.of(Method.PROGRESS, "{\"progressToken\":1,\"progress\":1}"));
            server.handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
            assertThat(stream.next())
                    .contains("list_changed")
                    .contains("\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7}}");
            server.handler.publish(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"a:1\",\"n\":1.10}"));
            assertThat(stream.next())
                    .contains("\"n\":1.10")
                    .contains("\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7}");
            server.handler.publish(
                    Notification.of(Method.RESOURCE_UPDATED, "{\"_meta\":{ \"x\":1.10 },\"uri\":\"a:1\"}"));
            assertThat(stream.next()).contains("\"x\":1.10").contains("\"io.modelcontextprotocol/subscriptionId\":7");
        }
        while (!server.handler.subscribers.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theServersEndIsAResponse() {
        try (LiveStream stream = server.open(listen("{}"))) {
            assertThat(stream.next()).contains("\"notifications\":{}");
            server.handler.subscribers.forEach(
                    subscriber -> subscriber.listener().ended());
            assertThat(stream.next())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\",\"_meta\":"
                            + "{\"io.modelcontextprotocol/subscriptionId\":7}}}");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
        while (!server.handler.subscribers.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void closingTheEndpointEndsListening() {
        try (LiveStream stream = server.open(listen("{}"))) {
            stream.next();
            server.endpoint.close();
            assertThat(stream.next()).contains("\"resultType\":\"complete\"");
            assertThat(stream.next()).isEqualTo(LiveStream.END);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "[]",
                "{\"resourceSubscriptions\":\"a:1\"}",
                "{\"resourceSubscriptions\":[1]}",
                "{\"resourceSubscriptions\":[\"a:1\",\"a:2\",\"a:3\"]}"
            })
    void aBadFilterIsRefused(String notifications) {
        HttpResponse<String> response = server.send(listen(notifications));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"id\":7").contains("-32602");
    }

    @Test
    void listeningNeedsEvents() {
        assertThat(server.modern(Method.LISTEN, "\"notifications\":{}", "Accept", "application/json")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void openStreamsAreBounded() {
        try (LiveStream first = server.open(listen("{}"));
                LiveStream second = server.open(listen("{}"))) {
            first.next();
            second.next();
            HttpResponse<String> refused = server.send(listen("{}"));
            assertThat(refused.statusCode()).as("the body was read").isEqualTo(200);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("-31003", "\"category\":\"rate_limit\"", "\"retryAfterMs\":");
        }
        while (server.handler.subscribers.size() > 0) {
            Thread.onSpinWait();
        }
        try (LiveStream third = server.open(listen("{}"))) {
            assertThat(third.status()).isEqualTo(200);
        }
    }
}
