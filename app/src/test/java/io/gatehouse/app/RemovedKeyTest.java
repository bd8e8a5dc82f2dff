package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.KeyMaker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key that is taken out of the configuration opens nothing from then on, and what it had opened ends: streams of
/// every door, calls and sessions. What other keys opened goes on.
class RemovedKeyTest {
    private static final String STAYS = KeyMaker.make();
    private static final String GOES = KeyMaker.make();
    private static final String CALL = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"holding_hold","arguments":{"key":"%s"}}}""";

    @TempDir
    static Path folder;

    private static HoldingServer holding;
    private static StreamingProvider provider;
    private static Bed bed;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        holding = new HoldingServer();
        provider = new StreamingProvider(true);
        bed = new Bed(folder, configuration(STAYS, GOES));
        bed.awaitReady("holding");
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws Exception {
        http.shutdownNow();
        bed.close();
        provider.close();
        holding.close();
    }

    @Test
    void whatARemovedKeyOpenedEndsAndTheRestGoesOn() throws Exception {
        String session = session(GOES);
        Opened gone = new Opened(GOES, session);
        Opened kept = new Opened(STAYS, session(STAYS));
        Patience.until("both models speak", () -> provider.halfway.get() == 2);

        reload(STAYS);

        gone.awaitEnd();
        holding.awaitState(GOES, "cancelled");
        assertThat(send("POST", "/mcp", GOES, "{}", null).statusCode()).isEqualTo(401);
        assertThat(holding.state(STAYS)).isEqualTo("waiting");
        kept.isOpen();

        holding.letGo(STAYS);
        provider.release();
        assertThat(kept.call.get(20, TimeUnit.SECONDS)).contains("held " + STAYS);
        assertThat(kept.message.get(20, TimeUnit.SECONDS)).contains("message_stop");
        Patience.until("the model of the removed key is left", () -> provider.left.get() == 1);
        reload(STAYS, GOES);
        assertThat(send("POST", "/mcp", GOES, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", session)
                        .statusCode())
                .as("the session ended with its key")
                .isEqualTo(404);
        kept.close();
    }

    /// What one key holds open at the doors.
    private static final class Opened {
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

    private static InputStream stream(String path, String key, String session) throws Exception {
        HttpResponse<InputStream> response = send("GET", path, key, null, session);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static String session(String key) throws Exception {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        return send("POST", "/mcp", key, initialize, null)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    private static HttpResponse<InputStream> send(String method, String path, String key, String body, String session)
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

    private static void reload(String... keys) throws Exception {
        bed.gatehouse().apply(Yaml.load(folder, "listen: {port: 0}\ndata: data\n" + configuration(keys)));
    }

    private static String configuration(String... keys) {
        StringBuilder lines = new StringBuilder();
        for (String key : keys) {
            lines.append("    ")
                    .append(KeyMaker.line(key.equals(STAYS) ? "stays" : "goes", key)
                            .strip())
                    .append('\n');
        }
        return "auth:\n  keys:\n" + lines + "servers: {holding: {url: '" + holding.endpoint() + "'}}\n"
                + "models: {providers: {p: {url: '" + provider.address() + "', key: k}}, routes: {m: p}}\n";
    }
}
