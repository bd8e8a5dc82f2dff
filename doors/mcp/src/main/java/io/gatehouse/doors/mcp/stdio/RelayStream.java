package io.gatehouse.doors.mcp.stdio;

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
import org.jspecify.annotations.Nullable;

/// The stream of a relayed legacy client's session, for what belongs to no request; opened again when it ends.
final class RelayStream implements ResponseHandler {
    private final StdioRelay relay;
    private final HttpEndpoint endpoint;
    private final LegacySession session;
    private final Backoff backoff = RetryBounds.DEFAULT.backoff();
    private @Nullable String lastEventId;
    private int status;
    private volatile @Nullable ClientCall call;
    private volatile @Nullable Cancellable waiting;
    private volatile boolean closed;

    RelayStream(StdioRelay relay, HttpEndpoint endpoint, LegacySession session) {
        this.relay = relay;
        this.endpoint = endpoint;
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

    void close() {
        closed = true;
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
        return streams ? BodyMode.EVENTS : BodyMode.DISCARD;
    }

    @Override
    public void event(ServerSentEvent event) {
        lastEventId = event.id() == null ? lastEventId : event.id();
        if (!closed
                && event.data().length > 0
                && (event.event() == null || event.event().equals("message"))) {
            relay.questions().toClient(event.data());
            relay.toClient(event.data());
        }
    }

    @Override
    public void whole(byte[] body) {}

    @Override
    public void end() {
        if (closed) {
            return;
        }
        if (status == 404) {
            relay.lost("the gateway ended this client's session; restart this command");
        } else {
            again();
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        again();
    }

    private void again() {
        if (!closed) {
            waiting = endpoint.timers().after(backoff.next(), this::open);
            if (closed) {
                close();
            }
        }
    }
}
