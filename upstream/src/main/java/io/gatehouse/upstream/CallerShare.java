package io.gatehouse.upstream;

import java.util.Collection;
import java.util.function.Function;

/// How many of a limited number of things one caller may have: half of what the others leave, as with memory. So no
/// caller, and no number of callers, takes all of them.
public final class CallerShare {
    private CallerShare() {}

    /// How many one caller may have, at least one.
    ///
    /// @param most how many there may be
    /// @param others how many other callers have
    public static int of(int most, int others) {
        return Math.max(1, Math.ceilDiv(most - Math.max(0, others), 2));
    }

    /// Whether a caller may have one more.
    ///
    /// @param account whom it is charged to; empty for those who are not told apart, who have no share
    /// @param held what is there
    /// @param holder whom each is charged to
    public static <T> boolean leaves(int most, String account, Collection<T> held, Function<T, String> holder) {
        if (held.size() >= most || account.isEmpty()) {
            return held.size() < most;
        }
        int own = (int)
                held.stream().filter(one -> holder.apply(one).equals(account)).count();
        return own < of(most, held.size() - own);
    }
}
