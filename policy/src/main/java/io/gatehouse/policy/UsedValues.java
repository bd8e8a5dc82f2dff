package io.gatehouse.policy;

import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values that were used for one limit and key, each with the time of its last use.
final class UsedValues extends KeyedStates.State {
    /// The one that was used longest ago first.
    private final LinkedHashMap<ValueDigest, Long> used = new LinkedHashMap<>(4);

    private final Room room;
    private long every;
    /// Who used the first of them.
    private String account = "";

    /// Room for values of all limits and keys.
    interface Room {
        /// Takes room for so many, if there is as much for this account.
        boolean take(String account, int values);

        /// Gives room back.
        void give(String account, int values);
    }

    UsedValues(Room room) {
        this.room = room;
    }

    @Override
    boolean idle(long now) {
        forget(now);
        return used.isEmpty();
    }

    /// Notes that values are used; null when they may be.
    @Nullable
    Refused touch(Touch touch, long now) {
        ReachLimit limit = touch.limit();
        every = limit.every().toNanos();
        forget(now);
        List<ValueDigest> added = new ArrayList<>(touch.values());
        added.removeIf(used::containsKey);
        int over = used.size() + added.size() - limit.values();
        if (over > 0 && !added.isEmpty()) {
            return new Refused(limit.name(), Why.VALUES, wait(over, now));
        }
        if (used.isEmpty()) {
            account = touch.account();
        }
        if (!added.isEmpty() && !room.take(account, added.size())) {
            return new Refused(limit.name(), Why.FULL, limit.every());
        }
        touch.values().forEach(value -> used.putLast(value, now));
        return null;
    }

    private void forget(long now) {
        int before = used.size();
        for (Map.Entry<ValueDigest, Long> oldest = used.firstEntry();
                oldest != null && oldest.getValue() + every <= now;
                oldest = used.firstEntry()) {
            used.pollFirstEntry();
        }
        if (before > used.size()) {
            room.give(account, before - used.size());
        }
    }

    /// How long it takes until so many values count no more.
    private Duration wait(int values, long now) {
        int left = values;
        for (long at : used.values()) {
            if (--left == 0) {
                return Duration.ofNanos(at + every - now);
            }
        }
        return Duration.ofNanos(every);
    }
}
