package io.gatehouse.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many calls a server may have in flight, together and for one caller, who has a [CallerShare].
final class CallSlots {
    private final int most;
    private final AtomicInteger used = new AtomicInteger();
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    CallSlots(int most) {
        this.most = most;
    }

    /// What became of a request for a slot.
    enum Taken {
        YES,
        /// All are in use.
        FULL,
        /// The caller has its share.
        SHARE_USED
    }

    /// Takes one.
    ///
    /// @param account whom it is charged to; empty for those who are not told apart, who have no share
    Taken take(String account) {
        if (used.incrementAndGet() > most) {
            used.decrementAndGet();
            return Taken.FULL;
        }
        if (account.isEmpty()) {
            return Taken.YES;
        }
        int own = held.merge(account, 1, Integer::sum);
        if (own > CallerShare.of(most, used.get() - own)) {
            give(account);
            return Taken.SHARE_USED;
        }
        return Taken.YES;
    }

    /// Gives one back.
    void give(String account) {
        used.decrementAndGet();
        if (!account.isEmpty()) {
            held.computeIfPresent(account, (name, own) -> own == 1 ? null : own - 1);
        }
    }

    /// How many are in use.
    int used() {
        return used.get();
    }
}
