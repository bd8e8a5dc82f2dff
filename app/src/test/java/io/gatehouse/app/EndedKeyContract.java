package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A key that has ended opens nothing from then on, and what it had opened ends: streams of every door, calls and
/// sessions. What other keys opened goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndedKeyContract {
    private final EndedKey way;
    private static final String CALL = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"holding_hold","arguments":{"key":"%s"}}}""";

    private HoldingServer holding;
    private StreamingProvider provider;
    private Bed bed;
    private HttpClient http;

    /// How a key comes to its end.
    interface EndedKey {
        /// Starts a gateway with two keys.
        ///
        /// @param servers the rest of its configuration
        Bed start(String servers) throws Exception;

        /// The key that stays.
        String stays();

        /// The key that ends.
        String goes();

        /// Ends it.
        void end() throws Exception;

        /// Makes a key with the same name, which may be the same one.
        String again() throws Exception;
    }

    EndedKeyContract(EndedKey way) {
        this.way = way;
    }

    @BeforeAll
    void start() throws Exception {
        holding = new HoldingServer();
        provider = new StreamingProvider(true);
        bed = way.start("servers: {holding: {url: '" + holding.endpoint() + "'}}\n" + "models: {providers: {p: {url: '"
                + provider.address() + "', key: k}}, routes: {m: p}}\n");
        bed.awaitReady("holding");
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    void stop() throws Exception {
        http.shutdownNow();
        bed.close();
        provider.close();
        holding.close();
    }

    @Test
    void whatItOpenedEndsAndTheRestGoesOn() throws Exception {
        String goes = way.goes();
        String stays = way.stays();
        String session = session(goes);
        Opened gone = new Opened(goes, session);
        Opened kept = new Opened(stays, session(stays));
        Patience.until("both models speak", () -> provider.halfway.get() == 2);

        way.end();

        gone.awaitEnd();
        holding.awaitState(goes, "cancelled");
        assertThat(status(goes)).isEqualTo(401);
        assertThat(holding.state(stays)).isEqualTo("waiting");
        kept.isOpen();

        holding.letGo(stays);
        provider.release();
        assertThat(kept.call.get(20, TimeUnit.SECONDS)).contains("held " + stays);
        assertThat(kept.message.get(20, TimeUnit.SECONDS)).contains("message_stop");
        Patience.until("the model of the removed key is left", () -> provider.left.get() == 1);
        String again = way.again();
        Patience.until("the new key works", () -> status(again) == 200);
        assertThat(send("POST", "/mcp", again, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", session)
                        .statusCode())
                .as("the session ended with its key")
                .isEqualTo(404);
        kept.close();
    }

    /// What one key holds open at the doors.
    private final class Opened {
        final InputStream events;
        final InputStream sse;
        final CompletableFuture<String> call;
        final CompletableFuture<String> message;
        final CompletableFuture<String> endOfEvents;
        final CompletableFuture<String> endOfSse;

        Opened(String key, String session) throws Exception {
            events = stream("/mcp", key, session);
            sse = stream("/sse", key, null);
            endOfEvents = whole(() -> events);
            endOfSse = whole(() -> sse);
            call = whole(() ->
                    send("POST", "/mcp", key, CALL.formatted(key), session).body());
            message = whole(() -> send(
                            "POST",
                            "/v1/messages",
                            key,
                            "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"4 5\"}]}",
                            null)
                    .body());
            holding.awaitState(key, "waiting");
        }

        void awaitEnd() throws Exception {
            for (CompletableFuture<String> each : java.util.List.of(endOfEvents, endOfSse, call, message)) {
                try {
                    each.get(20, TimeUnit.SECONDS);
                } catch (ExecutionException brokenOff) {
                    assertThat(brokenOff).hasRootCauseInstanceOf(IOException.class);
                }
            }
        }

        void isOpen() throws Exception {
            for (CompletableFuture<String> each : java.util.List.of(endOfEvents, endOfSse, call, message)) {
                try {
                    throw new AssertionError("ended: " + each.get(50, TimeUnit.MILLISECONDS));
                } catch (TimeoutException open) {
                    assertThat(each).isNotDone();
                }
            }
        }

        void close() throws IOException {
            events.close();
            sse.close();
        }
    }

    private interface Source {
        InputStream open() throws Exception;
    }

    private static CompletableFuture<String> whole(Source source) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(new String(source.open().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            } catch (Exception failed) {
                text.completeExceptionally(failed);
            }
        });
        return text;
    }

    private InputStream stream(String path, String key, String session) throws Exception {
        HttpResponse<InputStream> response = send("GET", path, key, null, session);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private String session(String key) throws Exception {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        return send("POST", "/mcp", key, initialize, null)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    private HttpResponse<InputStream> send(String method, String path, String key, String body, String session)
            throws Exception {
        URI address = bed.endpoint().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + key)
                .header("Accept", method.equals("GET") ? "text/event-stream" : "application/json, text/event-stream")
                .header("Content-Type", "application/json");
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    private int status(String key) {
        try {
            return send("POST", "/mcp", key, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", null)
                    .statusCode();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
