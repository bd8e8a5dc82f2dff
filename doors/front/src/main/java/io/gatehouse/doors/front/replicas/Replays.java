package io.gatehouse.doors.front.replicas;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// Lets each request of another replica count once: a window over the numbers of each sender (as RFC 4303, section
/// 3.4.3). Safe for use by several threads.
final class Replays {
    /// How far a request may be behind the newest of its sender.
    private static final int WINDOW = 1 << 16;
    /// Senders that are remembered; only a holder of the keys can make one.
    private static final int MOST_SENDERS = 1_000;

    private final Map<Long, Window> senders = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Window> eldest) {
            return size() > MOST_SENDERS;
        }
    };

    private static final class Window {
        private final BitSet seen = new BitSet();
        private long newest;

        boolean fresh(long number) {
            if (number <= newest - WINDOW) {
                return false;
            }
            if (number > newest) {
                forget(number - newest);
                newest = number;
            }
            if (seen.get(place(number))) {
                return false;
            }
            seen.set(place(number));
            return true;
        }

        /// Makes room for as many numbers after the newest.
        private void forget(long skipped) {
            if (skipped >= WINDOW) {
                seen.clear();
                return;
            }
            for (int ahead = 1; ahead <= skipped; ahead++) {
                seen.clear(place(newest + ahead));
            }
        }

        private static int place(long number) {
            return (int) (number & WINDOW - 1);
        }
    }

    /// Whether this request was not seen before; it was from now on.
    ///
    /// @param number from 1
    synchronized boolean fresh(long sender, long number) {
        return number > 0
                && senders.computeIfAbsent(sender, unknown -> new Window()).fresh(number);
    }
}
