package io.gatehouse.identity.tokens;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/// When tokens end that let somebody in, so that what they hold open can be closed then. Safe for use by several
/// threads.
public final class TokenEnds {
    private final NavigableSet<Long> seconds = new ConcurrentSkipListSet<>();

    /// A token that ends at this time was found right.
    public void note(Instant end) {
        seconds.add(end.getEpochSecond() + 1);
    }

    /// Whether one has ended since this was last asked.
    boolean passed(Instant now) {
        NavigableSet<Long> over = seconds.headSet(now.getEpochSecond(), true);
        boolean any = !over.isEmpty();
        over.clear();
        return any;
    }
}
