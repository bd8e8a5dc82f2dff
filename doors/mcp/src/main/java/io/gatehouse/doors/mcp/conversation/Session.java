package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a legacy client began with `initialize`: its log level, the resources that it watches, and what ends with it.
/// No lock is held while one of them is called.
public final class Session implements Peer.Session {
    /// How the message begins that tells a client of a session that has moved to another process.
    public static final String MOVED = "This session goes on in another process of the gateway.";

    private final Conversation conversation;
    private final String id;
    private final Peer peer;
    private final int maxSubscriptions;
    private final Map<String, LateListening> subscriptions = new HashMap<>();
    private final List<Runnable> endActions = new ArrayList<>();
    private final AtomicBoolean remade = new AtomicBoolean();
    private boolean ended;
    private volatile @Nullable String logLevel;

    Session(Conversation conversation, String id, Peer client, int maxSubscriptions) {
        this.conversation = conversation;
        this.id = id;
        this.peer = new Peer(client.revision(), client.capabilities(), client.clientInfo(), client.caller(), this);
        this.maxSubscriptions = maxSubscriptions;
    }

    /// What it belongs to.
    public Conversation conversation() {
        return conversation;
    }

    /// The client as its requests show it.
    public Peer peer() {
        return peer;
    }

    /// Another process began it, and what that one kept of it is lost.
    public void remade() {
        remade.set(true);
    }

    /// Whether its client has to be told so; once.
    public boolean tellsOfRemaking() {
        return remade.getAndSet(false);
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
        conversation.ask(peer, request, answer);
    }

    @Override
    public void notify(Notification notification) {
        conversation.notify(notification);
    }

    /// Takes the place of an earlier subscription of the same URI.
    ///
    /// @return false when there are too many, or the session has ended
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

    /// Stops the subscriptions, then runs what was to run at the end. Does nothing the second time.
    void end() {
        List<Runnable> endings = new ArrayList<>();
        synchronized (this) {
            ended = true;
            subscriptions.values().forEach(listening -> endings.add(listening::close));
            endings.addAll(endActions);
            subscriptions.clear();
            endActions.clear();
        }
        endings.forEach(Conversation::attempt);
    }
}
