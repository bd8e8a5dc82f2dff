package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Backoff;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.transport.HttpEndpoint;
import io.gatehouse.upstream.transport.LegacySession;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The stream of a relayed legacy client's session, for what belongs to no request; opened again when it ends, as long
/// as the gateway is the same.
final class RelayStream implements ResponseHandler {
    private final StdioRelay relay;
    private final RelayedGateway gateway;
    private final HttpEndpoint endpoint;
    private final LegacySession session;
    private final Backoff backoff = RetryBounds.DEFAULT.backoff();
    private final CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
    private @Nullable String lastEventId;
    private int status;
    private volatile @Nullable ClientCall call;
    private volatile @Nullable Cancellable waiting;
    private volatile boolean closed;

    RelayStream(StdioRelay relay, RelayedGateway gateway, LegacySession session) {
        this.relay = relay;
        this.gateway = gateway;
        this.endpoint = gateway.endpoint();
        this.session = session;
    }

    void open() {
        status = 0;
        call = endpoint.client()
                .send(
                        new ClientRequest(
                                "GET", endpoint.target(), session.streaming(lastEventId), null, Deadlines.none()),
                        this);
        if (closed) {
            close();
        }
    }

    /// Completes when the first attempt to open it has succeeded or failed.
    CompletableFuture<@Nullable Void> opened() {
        return opened.copy();
    }

    void close() {
        closed = true;
        opened.complete(null);
        ClientCall running = call;
        if (running != null) {
            running.cancel();
        }
        Cancellable planned = waiting;
        if (planned != null) {
            planned.cancel();
        }
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        boolean streams = status == 200 && MediaTypes.isEventStream(headers.get("content-type"));
        if (streams) {
            backoff.reset();
        }
        opened.complete(null);
        return streams ? BodyMode.EVENTS : BodyMode.DISCARD;
    }

    @Override
    public void event(ServerSentEvent event) {
        lastEventId = event.id() == null ? lastEventId : event.id();
        if (!closed
                && event.data().length > 0
                && (event.event() == null || event.event().equals("message"))
                && !doneByRelay(event.data())) {
            relay.questions().toClient(event.data(), gateway);
            relay.toClient(event.data());
        }
    }

    /// What the gateway asks clients to do again, the relay has done.
    private static boolean doneByRelay(byte[] message) {
        return new String(message, StandardCharsets.UTF_8)
                .contains("\"logger\":\"gatehouse\",\"data\":\"" + Session.MOVED);
    }

    @Override
    public void whole(byte[] body) {}

    @Override
    public void end() {
        if (closed) {
            return;
        }
        if (status == 404) {
            relay.link().forgotten(gateway);
        } else {
            again();
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        again();
    }

    private void again() {
        opened.complete(null);
        if (!closed) {
            relay.link().suspect(gateway);
            waiting = endpoint.timers().after(backoff.next(), this::open);
            if (closed) {
                close();
            }
        }
    }
}
