package io.gatehouse.server;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The part of a legacy session that is kept in memory: running requests, open streams, asks, subscriptions, log level.
/// No lock is held while a handler is called.
final class LiveSession implements Peer.Session {
    private final EndpointSettings settings;
    private final String id;
    private final PendingAsks asks;
    private final Map<Slice, OpenRequest> running = new ConcurrentHashMap<>();
    private final SessionLife life;
    private final Deque<ServerStream> streams = new ArrayDeque<>();
    private boolean ended;
    private volatile Peer peer;
    private volatile @Nullable String logLevel;
    private volatile long lastUsed = System.nanoTime();

    LiveSession(EndpointSettings settings, Timers timers, String id, Peer peer) {
        this.settings = settings;
        this.id = id;
        this.life = new SessionLife(settings.maxSubscriptions());
        this.asks = new PendingAsks(
                settings, timers, Long.toHexString(ThreadLocalRandom.current().nextLong()));
        this.peer = with(peer);
    }

    /// What is known of the client since `initialize`.
    void initialized(Revision revision, @Nullable ObjectView capabilities, @Nullable ObjectView clientInfo) {
        peer = with(new Peer(revision, capabilities, clientInfo, peer.caller(), null));
    }

    private Peer with(Peer known) {
        return new Peer(known.revision(), known.capabilities(), known.clientInfo(), known.caller(), this);
    }

    /// The client as its requests show it.
    Peer peer() {
        return peer;
    }

    PendingAsks asks() {
        return asks;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String logLevel() {
        return logLevel;
    }

    void logLevel(String level) {
        logLevel = level;
    }

    void touch() {
        lastUsed = System.nanoTime();
    }

    /// Nanoseconds since the client last used it; 0 while something of it is open.
    long idle(long now) {
        return busy() ? 0 : unused(now);
    }

    /// Nanoseconds since the client last used it.
    long unused(long now) {
        return now - lastUsed;
    }

    /// Whether a request of it is being answered.
    boolean answering() {
        return !running.isEmpty();
    }

    boolean busy() {
        if (answering()) {
            return true;
        }
        synchronized (this) {
            return !streams.isEmpty();
        }
    }

    /// Makes a request known, so that the client can cancel it; false when too many are running.
    boolean enter(OpenRequest request) {
        if (running.size() >= settings.maxRequests()) {
            return false;
        }
        running.put(request.request().id(), request);
        return true;
    }

    void leave(OpenRequest request) {
        running.remove(request.request().id(), request);
        touch();
    }

    /// Cancels a running request of this session; nothing happens when there is none.
    void cancel(Slice requestId) {
        OpenRequest request = running.get(requestId);
        if (request != null) {
            request.cancel();
        }
    }

    /// Adds a stream; past the limit the oldest is ended.
    void open(ServerStream stream) {
        ServerStream surplus = null;
        boolean late;
        synchronized (this) {
            late = ended;
            if (!late) {
                streams.addLast(stream);
                surplus = streams.size() > settings.maxStreamsPerSession() ? streams.pollFirst() : null;
            }
        }
        if (late) {
            stream.close();
        } else if (surplus != null) {
            surplus.close();
        }
    }

    void close(ServerStream stream) {
        synchronized (this) {
            streams.remove(stream);
        }
        touch();
        stream.close();
    }

    synchronized @Nullable ServerStream newest() {
        return streams.peekLast();
    }

    @Override
    public void ask(Request request, Consumer<Response> answer) {
        String refusal = ClientCapabilities.refusal(peer, request);
        ServerStream stream = newest();
        if (refusal == null && stream == null) {
            refusal = "the client keeps no event stream open, so it cannot be asked";
        }
        if (refusal != null || stream == null) {
            answer.accept(Response.error(ErrorCode.INVALID_REQUEST, String.valueOf(refusal)));
            return;
        }
        PendingAsk ask = asks.open(answer, late -> stream.send(late.cancellation()));
        if (ask != null) {
            stream.send(request.withId(ask.id().bytes()));
        }
    }

    @Override
    public void notify(Notification notification) {
        ServerStream stream = newest();
        if (stream != null) {
            stream.send(notification.body().bytes());
        }
    }

    @Override
    public void onEnd(Runnable action) {
        life.onEnd(action);
    }

    /// What ends with the session.
    SessionLife life() {
        return life;
    }

    /// Ends it: running requests are cancelled, streams end, subscriptions stop. Does nothing the second time.
    void end() {
        List<Runnable> endings = new ArrayList<>();
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            running.values().forEach(request -> endings.add(request::cancel));
            streams.forEach(stream -> endings.add(stream::close));
            streams.clear();
        }
        endings.add(life::end);
        endings.add(() -> asks.endAll("the client's session has ended"));
        endings.forEach(Sessions::attempt);
    }
}
