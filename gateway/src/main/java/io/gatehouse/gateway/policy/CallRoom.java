package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Overload;
import io.gatehouse.policy.Permit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How many calls are in flight, of all callers together and of those with low priority.
public final class CallRoom {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger bulk = new AtomicInteger();

    /// Takes a place; null when there is none.
    ///
    /// @param low whether the caller has low priority
    @Nullable
    Permit enter(Overload bounds, boolean low) {
        if (calls.incrementAndGet() > bounds.calls()) {
            calls.decrementAndGet();
            return null;
        }
        if (low && bulk.incrementAndGet() > bounds.bulkCalls()) {
            bulk.decrementAndGet();
            calls.decrementAndGet();
            return null;
        }
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                calls.decrementAndGet();
                if (low) {
                    bulk.decrementAndGet();
                }
            }
        };
    }

    /// How many are in flight.
    public int calls() {
        return calls.get();
    }
}
