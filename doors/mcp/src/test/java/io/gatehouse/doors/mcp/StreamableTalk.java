package io.gatehouse.doors.mcp;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A client of Streamable HTTP: a POST for each message, and a GET for what belongs to none.
final class StreamableTalk extends Talk {
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, InputStream> open = new ConcurrentHashMap<>();
    private final StreamableEndpoint endpoint;
    private final Listener listener;
    private volatile String session = "";

    StreamableTalk(Revision revision) throws Exception {
        super(revision);
        EndpointSettings settings =
                EndpointSettings.builder().streamAfter(Duration.ofMillis(100)).build();
        endpoint = new StreamableEndpoint(settings, SessionTokens.inMemory(TokenSettings.DEFAULT), engine.timers());
        listener = engine.listen(
                ListenSettings.of(0, "127.0.0.1"),
                exchange -> endpoint.handle(exchange, handler, Caller.ANONYMOUS, exchange.path()));
    }

    @Override
    void send(String message) {
        HttpRequest.Builder post = builder().POST(BodyPublishers.ofString(message));
        Message read = read(message);
        if (revision.modern()) {
            post.header("MCP-Protocol-Version", message.contains("2031-01-01") ? "2031-01-01" : revision.id());
        }
        if (revision.modern() && read instanceof Request request) {
            post.header("Mcp-Method", request.method());
            if (request.name() != null) {
                post.header("Mcp-Name", request.name());
            }
        }
        if (read instanceof Notification || read instanceof Response) {
            receive(post.build(), "");
        } else {
            String id = read instanceof Request request ? request.id().text() : "";
            Thread.startVirtualThread(() -> receive(post.build(), id));
        }
    }

    private static Message read(String message) {
        try {
            return new MessageReader(Limits.DEFAULT).read(Slice.of(message));
        } catch (MalformedMessageException malformed) {
            return Notification.of("malformed", null);
        }
    }

    private HttpRequest.Builder builder() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        return session.isEmpty() ? builder : builder.header("Mcp-Session-Id", session);
    }

    private void receive(HttpRequest request, String id) {
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            response.headers().firstValue("Mcp-Session-Id").ifPresent(token -> session = token);
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            boolean events =
                    response.headers().firstValue("Content-Type").orElse("").equals("text/event-stream");
            open.put(id, response.body());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!events) {
                    hear(line);
                } else if (line.startsWith("data: ") && line.length() > 6) {
                    hear(line.substring(6));
                }
            }
        } catch (IOException closed) {
            // Cancelled by this client.
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    @Override
    void cancel(String id) {
        if (!revision.modern()) {
            super.cancel(id);
            return;
        }
        Waiting.until(() -> open.containsKey(id));
        try {
            Objects.requireNonNull(open.get(id)).close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    void ready() {
        super.ready();
        HttpRequest get = builder().GET().build();
        Thread.startVirtualThread(() -> receive(get, "get"));
        Waiting.until(() -> open.containsKey("get"));
    }

    @Override
    public void close() {
        endpoint.close();
        client.shutdownNow();
        engine.close();
    }
}
