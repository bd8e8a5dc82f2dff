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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A client over Streamable HTTP. An older one takes up streams that broke; as long as the gateway is the same, it
/// must get every answer that way.
final class StreamableClient extends ChaosClient {
    /// One for all: its threads are costly.
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PAUSE_MILLIS = 50;
    private static final int ANSWER_ATTEMPTS = 20;
    /// Kept by the gateway for 20 seconds.
    private static final Duration RESUMING = Duration.ofSeconds(15);

    private final ChaosGateway gateway;
    private final URI endpoint;
    private final String key;
    private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String session;
    private volatile boolean closed;
    private volatile @Nullable Thread listener;

    private StreamableClient(
            String name,
            Revision revision,
            boolean askable,
            List<String> servers,
            Book book,
            ChaosGateway gateway,
            URI endpoint) {
        super(name, revision, askable, servers, book);
        this.gateway = gateway;
        this.endpoint = endpoint;
        this.key = gateway.key(name);
    }

    /// One whose connections are cut.
    static StreamableClient of(Revision revision, String name, List<String> servers, Book book, ChaosGateway gateway) {
        return new StreamableClient(name, revision, true, servers, book, gateway, gateway.endpoint());
    }

    /// One whose connections are not cut, and who shares its connections to the servers.
    static StreamableClient watcher(String name, List<String> servers, Book book, ChaosGateway gateway) {
        return new StreamableClient(name, Revision.R2026_07_28, false, servers, book, gateway, gateway.direct());
    }

    @Override
    Ending send(OpenRequest request, String method, @Nullable String target, String params)
            throws InterruptedException {
        String used = revision().modern() || method.equals("initialize") ? null : session();
        HttpRequest.Builder post = request(used)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message(request, method, params)));
        if (revision().modern()) {
            post.header("Mcp-Method", method);
            if (target != null) {
                post.header("Mcp-Name", target);
            }
        }
        int generation = gateway.generation();
        try {
            HttpResponse<InputStream> response = HTTP.send(post.build(), BodyHandlers.ofInputStream());
            if (method.equals("initialize")) {
                session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
            } else if (response.statusCode() == 404 && used != null) {
                return forgotten(used, response);
            }
            read(response, request);
        } catch (IOException broken) {
            if (revision().modern() || request.lastEvent() == null) {
                lost(request, "POST: " + broken.getMessage());
            }
        }
        if (!request.ending.isDone()) {
            resume(request, used, generation);
        }
        return request.ending.join();
    }

    /// The session is unknown, so nothing was done.
    private Ending forgotten(String used, HttpResponse<InputStream> response) throws IOException {
        if (used.equals(session)) {
            session = null;
        }
        try (InputStream body = response.body()) {
            return new Ending.Refused("404 " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void lost(OpenRequest request, String why) {
        request.ending.complete(new Ending.Lost(why));
    }

    private HttpRequest.Builder request(@Nullable String known) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json, text/event-stream");
        if (known != null) {
            request.header("Mcp-Session-Id", known);
        }
        if (known != null || revision().modern()) {
            request.header("MCP-Protocol-Version", revision().id());
        }
        return request;
    }

    /// The session, a new one if it was forgotten.
    private synchronized @Nullable String session() throws InterruptedException {
        while (session == null && !closed) {
            Ending ending = request("initialize", null, introduction());
            if (session == null) {
                book().count("initialize again: " + ending.getClass().getSimpleName());
                Thread.sleep(PAUSE_MILLIS);
            } else {
                answer("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            }
        }
        return session;
    }

    /// Takes what comes, as a single message or as events. The request may go on when the events end.
    private void read(HttpResponse<InputStream> response, OpenRequest request) throws IOException {
        try (InputStream body = response.body()) {
            streams.add(body);
            if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                events(body, request);
                return;
            }
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            if (!message(text)) {
                request.ending.complete(new Ending.Refused(response.statusCode() + " " + text));
            }
        } finally {
            streams.remove(response.body());
        }
    }

    /// Whether a text is a message that belongs to a request of this client.
    private boolean message(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            if (message.path("id").isString()) {
                received(message);
                return true;
            }
        } catch (JacksonException none) {
            // A page of an error.
        }
        return false;
    }

    /// An event counts once it is complete.
    private void events(InputStream body, OpenRequest request) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        StringBuilder data = new StringBuilder();
        String event = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                event = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line, 6, line.length());
            } else if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    received(JSON.readTree(data.toString()));
                }
                if (event != null) {
                    request.event(event);
                }
                data.setLength(0);
                event = null;
            }
        }
    }

    private void resume(OpenRequest request, @Nullable String used, int generation) throws InterruptedException {
        if (used == null || request.lastEvent() == null) {
            lost(request, "the stream ended without an answer");
        }
        while (!request.ending.isDone()) {
            Thread.sleep(PAUSE_MILLIS);
            if (request.olderThan(LONGEST.minus(RESUMING)) && gateway.generation() != generation) {
                lost(request, "not resumed");
                return;
            }
            try {
                HttpResponse<InputStream> response = HTTP.send(
                        request(used)
                                .header("Last-Event-ID", String.valueOf(request.lastEvent()))
                                .GET()
                                .build(),
                        BodyHandlers.ofInputStream());
                if (response.statusCode() == 200) {
                    book().count("streams resumed");
                    read(response, request);
                } else {
                    notResumed(request, response, generation);
                }
            } catch (IOException broken) {
                book().count("resumption broken");
            }
        }
    }

    private void notResumed(OpenRequest request, HttpResponse<InputStream> response, int generation)
            throws IOException {
        try (InputStream body = response.body()) {
            String text = response.statusCode() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            if (gateway.generation() == generation) {
                book().fault(name() + " could not resume " + request.id() + " at " + request.lastEvent() + ": " + text);
            }
            lost(request, "not resumed: " + text);
        }
    }

    @Override
    void answer(String message) {
        String known = session;
        for (int attempt = 0; attempt < ANSWER_ATTEMPTS; attempt++) {
            try {
                int status = HTTP.send(
                                request(known)
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString(message))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                book().count("answers and notifications: " + status);
                return;
            } catch (IOException broken) {
                book().count("answers and notifications: broken");
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    synchronized void listen() throws InterruptedException {
        if (listener == null) {
            listener = Thread.ofVirtual().name(name() + " listens").start(this::listening);
        }
        if (!revision().modern()) {
            subscribe();
        }
    }

    /// Holds a stream for notifications open, again and again.
    private void listening() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                OpenRequest request = begin(true);
                try {
                    HttpResponse<InputStream> response = HTTP.send(listens(request), BodyHandlers.ofInputStream());
                    book().count("listening: " + response.statusCode());
                    read(response, request);
                } catch (IOException broken) {
                    book().count("listening: broken");
                }
                forget(request);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException wrong) {
            book().fault(name() + " cannot listen: " + wrong);
        }
    }

    private HttpRequest listens(OpenRequest request) throws InterruptedException {
        if (!revision().modern()) {
            return request(session()).GET().build();
        }
        String uris = servers().stream()
                .map(server -> "\"" + ChaosServer.uri(server) + "\"")
                .collect(Collectors.joining(","));
        String params = "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[" + uris + "]}";
        return request(null)
                .header("Content-Type", "application/json")
                .header("Mcp-Method", "subscriptions/listen")
                .POST(BodyPublishers.ofString(message(request, "subscriptions/listen", params)))
                .build();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Thread running = listener;
        if (running != null) {
            running.interrupt();
        }
        String known = session;
        if (known != null) {
            try {
                HTTP.send(request(known).DELETE().build(), BodyHandlers.discarding());
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
        for (InputStream stream : streams) {
            stream.close();
        }
    }
}
