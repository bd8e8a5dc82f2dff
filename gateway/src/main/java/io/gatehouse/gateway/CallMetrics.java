package io.gatehouse.gateway;

import io.gatehouse.protocol.Failure.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts calls as they end. Counters only grow; whoever shows them reads them when asked.
public final class CallMetrics implements CallObserver {
    /// The upper bounds of the classes of duration, in seconds; what takes longer is in a last class of its own.
    public static final double[] BUCKETS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };

    private static final String NO_SERVER = "";
    /// Stands for all servers that requests name by address: callers must not make series at will.
    private static final String OUTSIDE = "outside";

    private final Map<String, Counters> servers = new ConcurrentHashMap<>();

    @Override
    public void ended(CallRecord call) {
        String server = call.server() == null ? NO_SERVER : call.server();
        if (OutsideServers.named(server)) {
            server = OUTSIDE;
        }
        Counters counters = servers.get(server);
        if (counters == null) {
            counters = servers.computeIfAbsent(server, name -> new Counters());
        }
        counters.add(call);
    }

    /// What has been counted so far, by server; calls that found no server are under the empty name.
    public Map<String, Counters> byServer() {
        return new TreeMap<>(servers);
    }

    /// The counters of one server.
    public static final class Counters {
        private final LongAdder[] outcomes = adders(CallOutcome.values().length);
        private final LongAdder[] known = adders(Outcome.values().length);
        private final LongAdder[] durations = adders(BUCKETS.length + 1);
        private final LongAdder nanos = new LongAdder();
        private final LongAdder requestBytes = new LongAdder();
        private final LongAdder responseBytes = new LongAdder();

        private void add(CallRecord call) {
            outcomes[call.outcome().ordinal()].increment();
            known[call.known().ordinal()].increment();
            durations[bucket(call.durationNanos())].increment();
            nanos.add(call.durationNanos());
            requestBytes.add(call.requestBytes());
            responseBytes.add(call.responseBytes());
        }

        /// How many calls ended so.
        public long calls(CallOutcome outcome) {
            return outcomes[outcome.ordinal()].sum();
        }

        /// Of how many calls this is known.
        public long calls(Outcome outcome) {
            return known[outcome.ordinal()].sum();
        }

        /// How many calls took at most `BUCKETS[index]` seconds and more than the class before; the last index, one
        /// past them, counts the longest.
        public long inBucket(int index) {
            return durations[index].sum();
        }

        /// The time that all calls took together, in seconds.
        public double seconds() {
            return nanos.sum() / 1e9;
        }

        /// The bytes of all requests.
        public long requestBytes() {
            return requestBytes.sum();
        }

        /// The bytes of all responses.
        public long responseBytes() {
            return responseBytes.sum();
        }

        private static int bucket(long nanos) {
            double seconds = nanos / 1e9;
            int index = 0;
            while (index < BUCKETS.length && seconds > BUCKETS[index]) {
                index++;
            }
            return index;
        }

        private static LongAdder[] adders(int count) {
            LongAdder[] adders = new LongAdder[count];
            for (int index = 0; index < count; index++) {
                adders[index] = new LongAdder();
            }
            return adders;
        }
    }
}
