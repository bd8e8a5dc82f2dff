package io.gatehouse.http.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The connections of a listener that were closed because their clients flooded them with frames of HTTP/2. A line
/// in the log says so, once a minute at most.
final class Floods {
    private static final System.Logger LOG = System.getLogger(Floods.class.getName());
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongAdder count = new LongAdder();
    private final AtomicLong told = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    void add(String address) {
        count.increment();
        long now = System.nanoTime();
        long before = told.get();
        if (now - before >= QUIET_NANOS && told.compareAndSet(before, now)) {
            LOG.log(System.Logger.Level.WARNING, message(address, count.sum()));
        }
    }

    long count() {
        return count.sum();
    }

    static String message(String address, long count) {
        return "The client at " + address + " flooded its HTTP/2 connection with control frames, and the connection was"
                + " closed with ENHANCE_YOUR_CALM (" + count + " since the start). If that is a proxy in front of the"
                + " gateway, let it use HTTP/1.1 here.";
    }
}
