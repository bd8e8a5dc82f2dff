package io.gatehouse.gateway.usage;

import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.SharedCounts;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether the counts that are shared can be asked, and how many gateways share them. While they are away, nobody waits
/// for them; one thread tries them again each second.
public final class CountsLink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CountsLink.class.getName());
    private static final Duration PRESENT = Duration.ofSeconds(15);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_WAITING = 10_000;

    private final Opening opened;
    private final LongSupplier clock;
    private final String id;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable Long> awaySince = new AtomicReference<>();
    private @Nullable SharedCounts counts;
    private volatile int gateways = 1;
    private volatile Runnable back = () -> {};
    private volatile boolean answered;
    private volatile boolean closed;
    private @Nullable Thread keeper;

    /// A question to what keeps the counts.
    ///
    /// @param <T> what comes of it
    interface Question<T> {
        T of(SharedCounts counts) throws CountsAwayException;
    }

    /// Connects to what keeps the counts.
    @FunctionalInterface
    public interface Opening {
        SharedCounts open() throws CountsAwayException;
    }

    /// @param opened what keeps the counts; opened with the first question, and closed at the end
    /// @param id of this gateway
    /// @param clock in nanoseconds, as [System#nanoTime()]
    public CountsLink(Opening opened, String id, LongSupplier clock) {
        this.opened = opened;
        this.id = id;
        this.clock = clock;
    }

    /// Has something done each time when they are back.
    public void onBack(Runnable action) {
        back = action;
    }

    /// Begins to say that this gateway is there.
    public synchronized void start() {
        if (keeper == null && !closed) {
            keeper = Thread.ofVirtual().name("shared counts").start(this::keep);
        }
    }

    private void keep() {
        while (!closed) {
            try {
                gateways = Math.max(1, reach(counts -> counts.present(id, PRESENT)));
            } catch (CountsAwayException told) {
                // Tried again below.
            }
            try {
                Thread.sleep(away() ? RETRY : REFRESH);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    /// Whether they cannot be asked.
    public boolean away() {
        return awaySince.get() != null;
    }

    /// Whether they answered when they were asked last.
    public boolean available() {
        return answered && !away();
    }

    /// For how long they could not be asked.
    private Duration awayFor() {
        Long since = awaySince.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(clock.getAsLong() - since);
    }

    /// Whether this gateway may count alone for now: it has reached them before, and not long ago.
    boolean bridges(Duration most) {
        return answered && awayFor().compareTo(most) <= 0;
    }

    /// How many gateways shared them when they were asked last, with this one.
    public int gateways() {
        return gateways;
    }

    /// Asks, unless they are away.
    <T> T ask(Question<T> question) throws CountsAwayException {
        if (away()) {
            throw new CountsAwayException("The shared counts are away.", null);
        }
        return reach(question);
    }

    private <T> T reach(Question<T> question) throws CountsAwayException {
        try {
            T answer = question.of(open());
            answered = true;
            if (awaySince.getAndSet(null) != null) {
                Thread.ofVirtual().name("shared counts").start(back);
                LOG.log(Level.INFO, "Limits are shared again.");
            }
            return answer;
        } catch (CountsAwayException away) {
            if (awaySince.compareAndSet(null, clock.getAsLong()) && !closed) {
                LOG.log(
                        Level.WARNING,
                        away.getMessage() + " Until then, limits and quotas are counted by this gateway alone.");
            }
            throw away;
        }
    }

    private synchronized SharedCounts open() throws CountsAwayException {
        if (closed) {
            throw new CountsAwayException("The gateway is stopping.", null);
        }
        SharedCounts known = counts;
        if (known == null) {
            known = opened.open();
            counts = known;
        }
        return known;
    }

    /// Does something that asks on a thread of its own, a few at a time.
    ///
    /// @return false when too many wait already
    boolean later(Runnable asking) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        Thread.ofVirtual().name("shared counts").start(() -> {
            places.acquireUninterruptibly();
            try {
                asking.run();
            } finally {
                places.release();
                done();
            }
        });
        return true;
    }

    private synchronized void done() {
        waiting.decrementAndGet();
        notifyAll();
    }

    /// What was used is counted before the end.
    private synchronized void awaitOthers() {
        long end = System.nanoTime() + LAST.toNanos();
        try {
            for (long left = LAST.toMillis(); waiting.get() > 0 && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        awaitOthers();
        boolean asked;
        synchronized (this) {
            asked = counts != null;
        }
        try {
            if (asked && !away()) {
                ask(counts -> {
                    counts.absent(id);
                    return id;
                });
            }
        } catch (CountsAwayException away) {
            LOG.log(Level.DEBUG, "The gateway could not say that it ends.", away);
        }
        SharedCounts known;
        Thread running;
        synchronized (this) {
            closed = true;
            known = counts;
            running = keeper;
        }
        if (running != null) {
            running.interrupt();
        }
        if (known != null) {
            known.close();
        }
    }
}
