package io.gatehouse.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Counts how often in a row a call of a session gave the same result. The calls of a session in between do not matter.
/// It keeps the latest calls of the latest sessions only.
public final class Repetitions {
    private static final int MOST_SESSIONS = 10_000;
    private static final int MOST_CALLS = 64;
    /// After this time a call counts as new.
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final LongSupplier clock;
    private final Map<String, Map<Call, Streak>> sessions = latest(MOST_SESSIONS);

    /// A call, as far as it is told apart from others.
    ///
    /// @param server that has the tool
    /// @param tool as its server calls it
    /// @param arguments a digest of its arguments
    public record Call(String server, String tool, long arguments) {}

    private record Streak(long result, int length, long at) {}

    /// @param clock in nanoseconds, as [System#nanoTime()]
    public Repetitions(LongSupplier clock) {
        this.clock = clock;
    }

    /// How often in a row a call gave the same result.
    public synchronized int length(String session, Call call) {
        Map<Call, Streak> calls = sessions.get(session);
        Streak streak = calls == null ? null : calls.get(call);
        return streak == null || old(streak) ? 0 : streak.length();
    }

    /// A call gave a result.
    ///
    /// @param result a digest of it
    public synchronized void gave(String session, Call call, long result) {
        sessions.computeIfAbsent(session, added -> latest(MOST_CALLS))
                .merge(
                        call,
                        new Streak(result, 1, clock.getAsLong()),
                        (before, one) -> before.result() == result && !old(before)
                                ? new Streak(result, before.length() + 1, one.at())
                                : one);
    }

    private boolean old(Streak streak) {
        return clock.getAsLong() - streak.at() > FORGOTTEN.toNanos();
    }

    /// A map that forgets what was used longest ago.
    private static <K, V> Map<K, V> latest(int most) {
        return new LinkedHashMap<>(4, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
