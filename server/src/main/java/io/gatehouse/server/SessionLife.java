package io.gatehouse.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What ends with a legacy session, over whatever transport: its subscriptions and what others asked to be told.
/// No lock is held while one of them is called.
final class SessionLife {
    private final int maxSubscriptions;
    private final Map<String, LateListening> subscriptions = new HashMap<>();
    private final List<Runnable> endActions = new ArrayList<>();
    private boolean ended;

    /// @param maxSubscriptions how many resources may be watched at once
    SessionLife(int maxSubscriptions) {
        this.maxSubscriptions = maxSubscriptions;
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

    /// Runs the action at the end; at once if that has been.
    void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                endActions.add(action);
                return;
            }
        }
        action.run();
    }

    /// Stops the subscriptions, then runs the actions. Does nothing the second time.
    void end() {
        List<Runnable> endings = new ArrayList<>();
        synchronized (this) {
            ended = true;
            subscriptions.values().forEach(listening -> endings.add(listening::close));
            endings.addAll(endActions);
            subscriptions.clear();
            endActions.clear();
        }
        endings.forEach(Sessions::attempt);
    }
}
