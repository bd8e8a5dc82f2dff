package io.gatehouse.gateway.record;

import io.gatehouse.gateway.catalog.OutsideName;
import io.gatehouse.protocol.Failure.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts calls as they end. Counters only grow; whoever shows them reads them when asked.
public final class CallMetrics implements CallObserver {
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };
    private static final String NO_SERVER = "";
    /// Stands for all servers that requests name by address: callers must not make series at will.
    private static final String OUTSIDE = "outside";

    private final Map<String, Counters> servers = new ConcurrentHashMap<>();

    @Override
    public void ended(CallRecord call) {
        if (call.kind() != CallRecord.Kind.CALL) {
            return;
        }
        String server = call.server() == null ? NO_SERVER : call.server();
        if (OutsideName.is(server)) {
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
        private final Histogram seconds = new Histogram(SECONDS);
        private final LongAdder requestBytes = new LongAdder();
        private final LongAdder responseBytes = new LongAdder();

        private void add(CallRecord call) {
            outcomes[call.outcome().ordinal()].increment();
            known[call.known().ordinal()].increment();
            seconds.add(call.measure().durationNanos() / 1e9);
            requestBytes.add(call.measure().requestBytes());
            responseBytes.add(call.measure().responseBytes());
        }

        /// How many calls ended so.
        public long calls(CallOutcome outcome) {
            return outcomes[outcome.ordinal()].sum();
        }

        /// Of how many calls this is known.
        public long calls(Outcome outcome) {
            return known[outcome.ordinal()].sum();
        }

        /// How long calls took, in seconds.
        public Histogram seconds() {
            return seconds;
        }

        /// The bytes of all requests.
        public long requestBytes() {
            return requestBytes.sum();
        }

        /// The bytes of all responses.
        public long responseBytes() {
            return responseBytes.sum();
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
