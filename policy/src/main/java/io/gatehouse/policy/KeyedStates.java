package io.gatehouse.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// States by key, of which idle ones are dropped without loss. Their number is bounded.
final class KeyedStates<S extends KeyedStates.State> {
    private final Map<Object, S> states = new ConcurrentHashMap<>();
    private final Supplier<S> made;
    private final int most;

    /// What is kept for one key. Used under its own lock.
    abstract static class State {
        private boolean dropped;

        /// Whether it says the same as one that was just made.
        abstract boolean idle(long now);
    }

    KeyedStates(Supplier<S> made, int most) {
        this.made = made;
        this.most = most;
    }

    /// Does something with the state of a key, alone; null when there is no room for a further key.
    <R> @Nullable R with(Object key, Function<S, R> action) {
        while (true) {
            S state = states.get(key);
            if (state == null) {
                // Threads that come together may pass the bound by a few.
                if (states.size() >= most) {
                    return null;
                }
                state = states.computeIfAbsent(key, missing -> made.get());
            }
            State held = state;
            synchronized (held) {
                if (!held.dropped) {
                    return action.apply(state);
                }
            }
        }
    }

    /// Drops what is idle.
    void sweep(long now) {
        states.forEach((key, state) -> {
            State held = state;
            synchronized (held) {
                if (held.idle(now)) {
                    held.dropped = true;
                    states.remove(key, state);
                }
            }
        });
    }

    int size() {
        return states.size();
    }
}
