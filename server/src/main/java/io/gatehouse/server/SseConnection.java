package io.gatehouse.server;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One client of HTTP+SSE: everything that goes to it, goes over its one stream (2024-11-05, transports).
final class SseConnection implements Channel {
    private final HttpExchange http;
    private final EventStream events;
    private final ServerStream stream;
    private final LiveSession session;
    private final Handler handler;
    private final Caller caller;
    private final String scope;
    private final Work work;

    /// @param closed told once when the connection is over
    SseConnection(
            HttpExchange http,
            LiveSession session,
            Handler handler,
            Caller caller,
            String scope,
            Work work,
            Runnable closed) {
        this.http = http;
        this.events = http.events();
        this.session = session;
        this.handler = handler;
        this.caller = caller;
        this.scope = scope;
        this.work = work;
        this.stream = new ServerStream(session, closed);
        stream.begin(events);
    }

    /// Tells the client where to send its messages.
    void open(String address) {
        events.send("endpoint", null, address.getBytes(StandardCharsets.UTF_8));
        session.open(stream);
        http.onClosed(this::close);
    }

    boolean belongsTo(Caller someone, String somewhere) {
        return caller.equals(someone) && scope.equals(somewhere);
    }

    LiveSession session() {
        return session;
    }

    /// Ends the stream and all that runs on it.
    void close() {
        session.end();
        stream.close();
    }

    /// Takes a message that the client POSTed.
    void take(Message message) {
        session.touch();
        run(() -> {
            switch (message) {
                case Request request -> serve(request);
                case Notification notification -> {
                    if (notification.method().equals(Method.INITIALIZED)) {
                        Sessions.attempt(() -> stream.listen(handler, session.peer()));
                    }
                    LegacyMethods.notification(notification, session.peer(), handler);
                }
                case Response response -> LegacyEra.answer(session.peer(), response);
            }
        });
    }

    private void serve(Request request) {
        ObjectView params = request.params();
        String requested =
                params == null || !request.method().equals(Method.INITIALIZE) ? null : params.string("protocolVersion");
        if (params == null || requested == null) {
            OpenRequest open = new OpenRequest(this, request, session.peer(), Map.of(), work);
            if (request.method().equals(Method.INITIALIZE)) {
                open.respond(Response.error(ErrorCode.INVALID_PARAMS, "\"params.protocolVersion\" must be a string"));
            } else {
                LegacyMethods.serve(open, handler);
            }
            return;
        }
        Revision revision = Handshake.negotiate(requested);
        session.initialized(
                revision, Views.compact(params.object("capabilities")), Views.compact(params.object("clientInfo")));
        OpenRequest open = new OpenRequest(this, request, session.peer(), Map.of(), work);
        open.attempt(() ->
                handler.identify(session.peer(), identity -> open.respond(Handshake.initialized(identity, revision))));
    }

    @Override
    public void run(Runnable action) {
        http.onLoop(action);
    }

    @Override
    public boolean pushes() {
        return true;
    }

    @Override
    public void push(byte[] message) {
        events.send(message);
    }

    @Override
    public void answer(int status, byte[] response) {
        events.send(response);
    }

    @Override
    public void abandon(byte[] otherwise) {
        // The client expects nothing any more.
    }
}
