package io.gatehouse.server;

import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The session of a legacy client: as long as its connection, or until it initializes again.
final class StdioSession implements Peer.Session {
    private final String id = UUID.randomUUID().toString();
    private final StdioAsks asks;
    private final Consumer<byte[]> send;
    private final int maxSubscriptions;
    private final Map<String, LateListening> subscriptions = new HashMap<>();
    private final List<Runnable> endActions = new ArrayList<>();
    private final LateListening lists = new LateListening();
    private boolean ended;
    private boolean ready;
    private volatile @Nullable String logLevel;
    private volatile @Nullable Peer peer;

    StdioSession(StdioAsks asks, Consumer<byte[]> send, int maxSubscriptions) {
        this.asks = asks;
        this.send = send;
        this.maxSubscriptions = maxSubscriptions;
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

    /// Takes the place of an earlier subscription of the same URI; false when there are too many.
    boolean subscribe(String uri, LateListening listening) {
        LateListening earlier;
        synchronized (this) {
            if (ended || subscriptions.size() >= maxSubscriptions && !subscriptions.containsKey(uri)) {
                return false;
            }
            earlier = subscriptions.put(uri, listening);
        }
        if (earlier != null) {
            earlier.close();
        }
        return true;
    }

    void unsubscribe(String uri) {
        LateListening listening;
        synchronized (this) {
            listening = subscriptions.remove(uri);
        }
        if (listening != null) {
            listening.close();
        }
    }

    @Override
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                endActions.add(action);
                return;
            }
        }
        action.run();
    }

    void end() {
        List<Runnable> endings = new ArrayList<>();
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            endings.add(lists::close);
            subscriptions.values().forEach(listening -> endings.add(listening::close));
            endings.addAll(endActions);
            subscriptions.clear();
            endActions.clear();
        }
        endings.forEach(Runnable::run);
    }
}
