package io.gatehouse.doors.mcp;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.sse.SseEndpoint;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Revision;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// A client of HTTP+SSE.
final class EventsTalk extends Talk {
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final HttpClient client = HttpClient.newHttpClient();
    private final SseEndpoint endpoint;
    private final LiveStream stream;
    private final URI address;

    EventsTalk(Revision revision) throws Exception {
        super(revision);
        endpoint = new SseEndpoint(EndpointSettings.defaults(), engine.timers());
        Listener listener = engine.listen(
                ListenSettings.of(0, "127.0.0.1"),
                exchange -> endpoint.handle(exchange, handler, Caller.ANONYMOUS, exchange.path()));
        URI base = URI.create("http://127.0.0.1:" + listener.port() + "/sse");
        stream = new LiveStream(
                client,
                HttpRequest.newBuilder(base)
                        .header("Accept", "text/event-stream")
                        .build());
        address = base.resolve(stream.next());
        Thread.startVirtualThread(this::listen);
    }

    private void listen() {
        for (String event = stream.await(); !event.equals(LiveStream.END); event = stream.await()) {
            hear(event);
        }
    }

    @Override
    void send(String message) {
        try {
            HttpRequest post = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(message))
                    .build();
            HttpResponse<String> response = client.send(post, BodyHandlers.ofString());
            if (response.statusCode() != 202) {
                hear(response.body());
            }
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    @Override
    public void close() {
        stream.close();
        endpoint.close();
        client.shutdownNow();
        engine.close();
    }
}
