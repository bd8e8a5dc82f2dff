package io.gatehouse.app.chaos;

import io.gatehouse.app.chaos.OpenRequest.Ending;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client of 2024-11-05 over HTTP+SSE. When its stream breaks, all that it waits for is lost, and it connects again.
final class EventsClient extends ChaosClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PAUSE_MILLIS = 50;
    /// How long an answer is waited for whose POST broke.
    private static final int UNCERTAIN_SECONDS = 5;

    private final URI endpoint;
    private final String key;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    EventsClient(String name, List<String> servers, Book book, ChaosGateway gateway) {
        super(name, Revision.R2024_11_05, false, servers, book);
        this.endpoint = URI.create(gateway.endpoint().toString().replaceAll("/mcp$", "/sse"));
        this.key = gateway.key(name);
    }

    private static final class Connection {
        private final CompletableFuture<URI> address = new CompletableFuture<>();
        private final Set<OpenRequest> requests = ConcurrentHashMap.newKeySet();
        private final InputStream stream;
        private volatile boolean broken;

        Connection(InputStream stream) {
            this.stream = stream;
        }

        void broke() {
            broken = true;
            requests.forEach(request -> request.ending.complete(new Ending.Lost("the stream broke")));
        }
    }

    @Override
    Ending send(OpenRequest request, String method, @Nullable String target, String params)
            throws InterruptedException {
        Connection used = connected();
        if (used == null) {
            return new Ending.Refused("not connected");
        }
        return send(used, request, method, params);
    }

    private Ending send(Connection used, OpenRequest request, String method, String params)
            throws InterruptedException {
        used.requests.add(request);
        if (used.broken) {
            return new Ending.Refused("not connected any more");
        }
        try {
            HttpResponse<String> accepted =
                    HTTP.send(post(used, message(request, method, params)), BodyHandlers.ofString());
            if (accepted.statusCode() != 202) {
                request.ending.complete(new Ending.Refused(accepted.statusCode() + " " + accepted.body()));
            }
        } catch (IOException broken) {
            request.ending.completeOnTimeout(
                    new Ending.Lost("POST: " + broken.getMessage()), UNCERTAIN_SECONDS, TimeUnit.SECONDS);
        }
        Ending ending = request.ending.join();
        used.requests.remove(request);
        return ending;
    }

    /// An answer may come after it was given up.
    @Override
    void again(String id, Ending ending) {
        book().count("late answers over HTTP+SSE");
    }

    private HttpRequest post(Connection used, String message) {
        return request(used.address.join())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message))
                .build();
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + key);
    }

    private synchronized @Nullable Connection connected() throws InterruptedException {
        while ((connection == null || connection.broken) && !closed) {
            try {
                HttpResponse<InputStream> response = HTTP.send(
                        request(endpoint).header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
                book().count("connecting by HTTP+SSE: " + response.statusCode());
                Connection opened = new Connection(response.body());
                Thread.ofVirtual().name(name() + " reads").start(() -> read(opened));
                OpenRequest initialize = begin(false);
                if (opened.address.join() != null
                        && send(opened, initialize, "initialize", introduction()) instanceof Ending.Answered) {
                    connection = opened;
                    answer("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
                }
                forget(initialize);
            } catch (IOException broken) {
                book().count("connecting by HTTP+SSE: broken");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return connection;
    }

    private void read(Connection of) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(of.stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {")) {
                    received(JSON.readTree(line.substring(6)));
                } else if (line.startsWith("data: ")) {
                    of.address.complete(endpoint.resolve(line.substring(6)));
                }
            }
        } catch (IOException broken) {
            // All that was under way is lost.
        } finally {
            of.address.complete(null);
            of.broke();
        }
    }

    @Override
    void answer(String message) {
        Connection used = connection;
        if (used != null && !used.broken) {
            try {
                book().count("answers by HTTP+SSE: "
                        + HTTP.send(post(used, message), BodyHandlers.discarding())
                                .statusCode());
            } catch (IOException broken) {
                book().count("answers by HTTP+SSE: broken");
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    void listen() throws InterruptedException {
        subscribe();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Connection used = connection;
        if (used != null) {
            used.stream.close();
        }
    }
}
