package io.gatehouse.http.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How much may be held in memory together, and how much of it for one owner. Any thread may use it; small
/// bodies should not.
///
/// An owner may hold a percentage of what the others leave. So no number of owners can take everything: with half for
/// each, the first may hold a half, the second a quarter, the third an eighth. One thing that is larger than that share
/// still fits when its owner holds nothing else and an eighth of the budget stays free. Whoever comes when nothing is
/// held gets what he wants, however much; [#fits] says what should not be asked for at all.
public final class ByteBudget {

    private static final int WHOLE = 100;
    /// The part that one large thing leaves to other owners, as a divisor.
    private static final int RESERVE = 8;
    /// What is there already is let through beyond the budget, but not without end.
    private static final int MOST_TIMES = 3;

    private final LongSupplier most;
    private final int ownerPercent;
    private final Map<String, Long> held = new HashMap<>();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private long used;

    /// @param most what all may hold, asked each time
    /// @param ownerPercent how much of what others leave one owner may hold, 1 to 100. The owner with an empty
    ///     name is nobody in particular, and not bounded
    public ByteBudget(LongSupplier most, int ownerPercent) {
        this.most = most;
        this.ownerPercent = ownerPercent;
    }

    /// Somebody in the queue.
    public static final class Waiter {
        private final String owner;
        private final long before;
        private final long bytes;
        private final Runnable granted;

        Waiter(String owner, long before, long bytes, Runnable granted) {
            this.owner = owner;
            this.before = before;
            this.bytes = bytes;
            this.granted = granted;
        }

        public long bytes() {
            return bytes;
        }
    }

    /// What all may hold together.
    public long most() {
        return most.getAsLong();
    }

    /// Whether an owner could ever hold as much and leave some to others.
    public boolean fits(String owner, long bytes) {
        long all = most.getAsLong();
        return bytes <= (owner.isEmpty() ? all : all - all / RESERVE);
    }

    /// Takes room, if there is any now.
    public synchronized boolean take(String owner, long bytes) {
        if (!free(owner, 0, bytes)) {
            return false;
        }
        add(owner, bytes);
        return true;
    }

    /// Takes room, and waits for it in the queue. Must not run on an event loop.
    ///
    /// @return whether there was any in time
    public boolean take(String owner, long bytes, Duration wait) throws InterruptedException {
        CompletableFuture<Void> granted = new CompletableFuture<>();
        Waiter waiter = await(owner, 0, bytes, () -> granted.complete(null));
        if (waiter == null) {
            return true;
        }
        try {
            granted.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return !leave(waiter);
        } catch (InterruptedException interrupted) {
            if (!leave(waiter)) {
                give(owner, bytes);
            }
            throw interrupted;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Takes room for what is there already, even when there is none.
    ///
    /// @return false if far too much is held already, and nothing was taken
    public synchronized boolean force(String owner, long bytes) {
        if (used > 0 && used + bytes > MOST_TIMES * most.getAsLong()) {
            return false;
        }
        add(owner, bytes);
        return true;
    }

    /// Takes room now, or stands in the queue.
    ///
    /// @param before what the same thing holds already
    /// @param granted runs when room was taken, on the thread that gave some back
    /// @return null when room was taken at once; `granted` does not run then
    public synchronized @Nullable Waiter await(String owner, long before, long bytes, Runnable granted) {
        if (free(owner, before, bytes)) {
            add(owner, bytes);
            return null;
        }
        Waiter waiter = new Waiter(owner, before, bytes, granted);
        waiting.add(waiter);
        return waiter;
    }

    /// Leaves the queue.
    ///
    /// @return false when room was taken already, and has to be given back
    public synchronized boolean leave(Waiter waiter) {
        return waiting.remove(waiter);
    }

    /// Gives back what was taken.
    public void give(String owner, long bytes) {
        if (bytes == 0) {
            return;
        }
        List<Waiter> next = new ArrayList<>();
        synchronized (this) {
            used -= bytes;
            held.computeIfPresent(owner, (name, before) -> before == bytes ? null : before - bytes);
            for (Iterator<Waiter> each = waiting.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (free(waiter.owner, waiter.before, waiter.bytes)) {
                    add(waiter.owner, waiter.bytes);
                    each.remove();
                    next.add(waiter);
                }
            }
        }
        next.forEach(waiter -> waiter.granted.run());
    }

    /// What is held now.
    public synchronized long used() {
        return used;
    }

    /// Whether somebody waits for room.
    public synchronized boolean wanted() {
        return !waiting.isEmpty();
    }

    /// Whether more is held than may be.
    public synchronized boolean exceeded() {
        return used > most.getAsLong();
    }

    private boolean free(String owner, long before, long bytes) {
        long all = most.getAsLong();
        if (used == 0) {
            return true;
        }
        if (used + bytes > all) {
            return false;
        }
        if (owner.isEmpty()) {
            return true;
        }
        long own = held.getOrDefault(owner, 0L);
        long left = all - (used - own);
        return own + bytes <= left / WHOLE * ownerPercent || own == before && used + bytes <= all - all / RESERVE;
    }

    private void add(String owner, long bytes) {
        used += bytes;
        held.merge(owner, bytes, Long::sum);
    }
}
