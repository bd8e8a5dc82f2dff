package io.gatehouse.app;

import io.gatehouse.protocol.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client of 2024-11-05 over HTTP+SSE: all that the server says comes on one stream.
final class WireClientEvents extends WireClient {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI stream;
    private final String key;
    private final HttpResponse<InputStream> events;
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private volatile @Nullable URI elsewhere;

    /// @param key that it shows
    WireClientEvents(URI stream, String key) {
        super(Revision.R2024_11_05);
        this.stream = stream;
        this.key = key;
        try {
            events = CLIENT.send(
                    request(stream).header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
        Thread.ofVirtual().name("events").start(this::read);
    }

    private HttpRequest.Builder request(URI to) {
        return HttpRequest.newBuilder(to).header("Authorization", "Bearer " + key);
    }

    /// Sends what comes next to another gateway, while the stream stays where it is.
    void postTo(URI endpoint) {
        elsewhere = endpoint;
    }

    private URI posts() throws Exception {
        URI told = address.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        URI other = elsewhere;
        return other == null ? told : other.resolve(told.getRawPath() + "?" + told.getRawQuery());
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {")) {
                    take(0, line.substring(6));
                } else if (line.startsWith("data: ")) {
                    address.complete(stream.resolve(line.substring(6)));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    void post(String message, String method, @Nullable String name, @Nullable Running call) {
        try {
            HttpRequest request = request(posts())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(message))
                    .build();
            CLIENT.sendAsync(request, BodyHandlers.ofString()).thenAccept(answer -> {
                if (answer.statusCode() != 202) {
                    ended(call, answer.statusCode(), answer.body());
                }
            });
        } catch (Exception failed) {
            throw new AssertionError("no endpoint event came", failed);
        }
    }

    @Override
    void listen(String uri) {
        send("resources/subscribe", "\"uri\":\"" + uri + "\"").result();
    }

    @Override
    void cancel(Running call) {
        post(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + call.id
                        + "}}",
                "notifications/cancelled",
                null,
                null);
    }

    @Override
    void drop() {
        close();
    }

    @Override
    public void close() {
        try {
            events.body().close();
        } catch (IOException closed) {
            // It is gone all the same.
        }
    }
}
