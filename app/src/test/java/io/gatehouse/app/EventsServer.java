package io.gatehouse.app;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.sse.SseEndpoint;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Revision;
import java.net.URI;

/// A handler over HTTP+SSE, as servers of 2024-11-05 are reached.
public final class EventsServer implements AutoCloseable {
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final SseEndpoint endpoint = new SseEndpoint(EndpointSettings.defaults(), engine.timers());
    private final Listener listener;

    /// Listens at once, on a free port.
    public EventsServer(Handler handler) throws ListenException {
        this(handler, Revision.NEWEST_LEGACY);
    }

    /// @param revision the only one that it speaks
    EventsServer(Handler handler, Revision revision) throws ListenException {
        listener = engine.listen(ListenSettings.builder().port(0).build(), exchange -> {
            if (exchange.path().equals("/sse")) {
                endpoint.handle(OldHttpServer.inRevision(exchange, revision), handler, Caller.ANONYMOUS, "events");
            } else {
                exchange.respond(404);
            }
        });
    }

    /// Where it listens.
    public URI endpoint() {
        return URI.create("http://localhost:" + listener.port() + "/sse");
    }

    @Override
    public void close() {
        endpoint.close();
        listener.close();
        engine.close();
    }
}
