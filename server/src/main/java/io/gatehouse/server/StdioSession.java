package io.gatehouse.server;

import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The session of a legacy client: as long as its connection, or until it initializes again.
final class StdioSession implements Peer.Session {
    private final String id = UUID.randomUUID().toString();
    private final StdioAsks asks;
    private final Consumer<byte[]> send;
    private final SessionLife life;
    private final LateListening lists = new LateListening();
    private boolean ready;
    private volatile @Nullable String logLevel;
    private volatile @Nullable Peer peer;

    StdioSession(StdioAsks asks, Consumer<byte[]> send, int maxSubscriptions) {
        this.asks = asks;
        this.send = send;
        this.life = new SessionLife(maxSubscriptions);
    }

    void peer(Peer known) {
        peer = known;
    }

    LateListening lists() {
        return lists;
    }

    /// True the first time: the client said that it is ready.
    synchronized boolean ready() {
        boolean first = !ready;
        ready = true;
        return first;
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

    @Override
    public void ask(Request request, Consumer<Response> answer) {
        Peer known = peer;
        if (known == null) {
            answer.accept(StdioAsks.refused("the client has not initialized"));
        } else {
            asks.ask(known, request, answer);
        }
    }

    @Override
    public void notify(Notification notification) {
        send.accept(notification.body().bytes());
    }

    @Override
    public void onEnd(Runnable action) {
        life.onEnd(action);
    }

    /// What ends with the session.
    SessionLife life() {
        return life;
    }

    void end() {
        lists.close();
        life.end();
    }
}
