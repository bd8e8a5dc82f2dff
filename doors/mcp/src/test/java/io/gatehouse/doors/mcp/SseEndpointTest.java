package io.gatehouse.doors.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.sse.SseEndpoint;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// HTTP+SSE of 2024-11-05.
@Timeout(60)
class SseEndpointTest {
    private final EchoHandler handler = new EchoHandler();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpEngine engine;
    private SseEndpoint endpoint;
    private Listener listener;

    @BeforeEach
    void start() throws Exception {
        engine = HttpEngine.start(EngineSettings.defaults());
        listen(EndpointSettings.builder()
                .maxSseStreamsPerCaller(2)
                .maxRequests(2)
                .build());
    }

    private void listen(EndpointSettings settings) throws Exception {
        endpoint = new SseEndpoint(settings, engine.timers());
        listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), exchange -> {
            String caller = exchange.header("X-Caller");
            endpoint.handle(
                    exchange, handler, caller == null ? Caller.ANONYMOUS : Caller.ofKey(caller), exchange.path());
        });
    }

    @AfterEach
    void stop() {
        endpoint.close();
        client.shutdownNow();
        engine.close();
    }

    private LiveStream connect() {
        return new LiveStream(
                client,
                HttpRequest.newBuilder(uri("/sse/tools"))
                        .header("Accept", "text/event-stream")
                        .build());
    }

    private URI uri(String address) {
        return URI.create("http://127.0.0.1:" + listener.port()).resolve(address);
    }

    private HttpResponse<String> post(String address, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int at = 0; at < headers.length; at += 2) {
            request.setHeader(headers[at], headers[at + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String request(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private static String initialize(String capabilities) {
        return request("1", "initialize", "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":" + capabilities + "}");
    }

    @Test
    void aConnectionCarriesAWholeConversation() throws Exception {
        try (LiveStream stream = connect()) {
            String address = stream.next();
            assertThat(address).matches("/sse/tools\\?sessionId=[A-Za-z0-9_-]{22}");
            HttpResponse<String> accepted = post(address, initialize("{\"elicitation\":{}}"));
            assertThat(accepted.statusCode()).isEqualTo(202);
            assertThat(stream.next()).contains("\"id\":1").contains("\"protocolVersion\":\"2024-11-05\"");
            post(address, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            post(address, request("2", "tools/list", "{}"));
            assertThat(stream.next())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{ \"tools\" : [], \"x\":1.10 }}");
            assertThat(handler.peers.take().revision()).isEqualTo(Revision.R2024_11_05);
            post(address, "\uFEFF" + request("3", "ping", "{}"));
            assertThat(stream.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}");
            handler.publish(Notification.of(Method.TOOLS_CHANGED, null));
            assertThat(stream.next()).contains("list_changed");
            post(address, "[" + request("4", "ping", "{}") + "," + request("5", "ping", "{}") + "]");
            assertThat(stream.next()).contains("\"id\":4");
            assertThat(stream.next()).contains("\"id\":5");
            post(address, request("6", "tools/call", "{\"name\":\"ask\"}"));
            var asked = Pattern.compile("\"id\":(\"[^\"]+\")").matcher(stream.next());
            assertThat(asked.find()).isTrue();
            post(address, "{\"jsonrpc\":\"2.0\",\"id\":" + asked.group(1) + ",\"result\":{\"action\":\"decline\"}}");
            assertThat(stream.next()).contains("\"id\":6").contains("decline");
        }
        while (endpoint.connections() > 0 || !handler.subscribers.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRequestCanBeCancelled() throws Exception {
        try (LiveStream stream = connect()) {
            String address = stream.next();
            post(address, initialize("{}"));
            stream.next();
            post(address, request("2", "tools/call", "{\"name\":\"hold\"}"));
            Exchange held = handler.held.take();
            post(address, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
            assertThat(handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("2");
            held.respond(Response.result("{}"));
            post(address, request("3", "ping", "{}"));
            assertThat(stream.next()).contains("\"id\":3");
        }
    }

    @Test
    void closingTheStreamCancelsWhatRuns() throws Exception {
        LiveStream stream = connect();
        String address = stream.next();
        post(address, request("2", "tools/call", "{\"name\":\"hold\"}"));
        handler.held.take();
        stream.close();
        assertThat(handler.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("2");
        while (endpoint.connections() > 0) {
            Thread.onSpinWait();
        }
        assertThat(post(address, request("3", "ping", "{}")).statusCode()).isEqualTo(404);
    }

    @Test
    void aConnectionBelongsToItsCallerAndScope() throws Exception {
        try (LiveStream stream = connect()) {
            String address = stream.next();
            String ping = request("1", "ping", "{}");
            assertThat(post(address, ping, "X-Caller", "bob").statusCode()).isEqualTo(404);
            assertThat(post(address.replace("/tools", "/other"), ping).statusCode())
                    .isEqualTo(404);
            assertThat(post("/sse/tools?sessionId=AAAAAAAAAAAAAAAAAAAAAA", ping).statusCode())
                    .isEqualTo(404);
            assertThat(post("/sse/tools", ping).statusCode()).isEqualTo(404);
            assertThat(post(address, ping, "Content-Type", "text/plain").statusCode())
                    .isEqualTo(415);
            assertThat(post(address, "{").statusCode()).isEqualTo(400);
            assertThat(post(address, "{").body()).contains("\"io.gatehouse/failure\":{\"category\":\"validation\"");
            assertThat(post(address, ping).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void connectionsAndRequestsAreBounded() throws Exception {
        try (LiveStream first = connect();
                LiveStream second = connect()) {
            second.next();
            try (LiveStream third = connect()) {
                assertThat(third.status()).isEqualTo(503);
            }
            String address = first.next();
            for (int id = 1; id <= 3; id++) {
                post(address, request("" + id, "tools/call", "{\"name\":\"hold\"}"));
            }
            assertThat(first.next())
                    .contains("\"id\":3", "too many", "\"isError\":true", "\"category\":\"rate_limit\"");
        }
        while (endpoint.connections() > 0) {
            Thread.onSpinWait();
        }
        try (LiveStream again = connect()) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionIsClosedUnlessItWaits() throws Exception {
        endpoint.close();
        listen(EndpointSettings.builder().sseIdle(Duration.ofMillis(300)).build());
        try (LiveStream idle = connect();
                LiveStream waiting = connect()) {
            idle.next();
            post(waiting.next(), request("1", "tools/call", "{\"name\":\"hold\"}"));
            Exchange held = handler.held.take();
            assertThat(idle.next()).isEqualTo(LiveStream.END);
            held.respond(Response.result("{}"));
            assertThat(waiting.next()).contains("\"id\":1");
            assertThat(waiting.next()).isEqualTo(LiveStream.END);
        }
    }
}
