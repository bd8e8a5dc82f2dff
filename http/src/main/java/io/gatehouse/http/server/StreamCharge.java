package io.gatehouse.http.server;

import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.http.memory.SmallMemory;

/// What an event stream or a body of unknown length holds that its client has not taken yet: counted with what is small
/// while it is little and all of that is not too much, else by the budget for answers. Belongs to its event loop.
final class StreamCharge {
    private final ServerExchange exchange;
    private long charged;
    private long uncounted;

    StreamCharge(ServerExchange exchange) {
        this.exchange = exchange;
    }

    /// So many bytes wait now.
    ///
    /// @return whether there is room for them
    boolean hold(long waiting) {
        boolean small = waiting <= BodyMemory.SMALL && holdUncounted(waiting);
        if (!small) {
            holdUncounted(0);
        }
        long change = (small ? 0 : waiting) - charged;
        if (change == 0) {
            return true;
        }
        String owner = exchange.owner();
        if (owner == null) {
            return true;
        }
        ByteBudget answers = exchange.server().loop().memory().answers();
        if (change > 0) {
            boolean taken = answers.force(owner, change);
            charged += taken ? change : 0;
            return taken && !answers.exceeded();
        }
        charged += change;
        answers.give(owner, -change);
        return true;
    }

    private boolean holdUncounted(long bytes) {
        SmallMemory small = exchange.server().loop().small();
        if (bytes > uncounted && !small.hold(bytes - uncounted)) {
            return false;
        }
        if (bytes < uncounted) {
            small.give(uncounted - bytes);
        }
        uncounted = bytes;
        return true;
    }
}
