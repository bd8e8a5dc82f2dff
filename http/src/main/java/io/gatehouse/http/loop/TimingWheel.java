package io.gatehouse.http.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A hashed timing wheel for one event loop: setting and cancelling link and unlink a node. It wakes only for slots
/// that hold something.
final class TimingWheel {

    private static final System.Logger LOG = System.getLogger(TimingWheel.class.getName());
    private static final int SLOTS = 512;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NANOS = Duration.ofDays(365).toNanos();

    private final EventLoop eventLoop;
    private final long origin = System.nanoTime();
    private final @Nullable Node[] slots = new Node[SLOTS];
    private long processed;
    private int waiting;
    private @Nullable ScheduledFuture<?> wake;
    private long wakeTick;

    TimingWheel(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    void add(Timeout timeout, long delayNanos) {
        long elapsed = System.nanoTime() - origin;
        if (waiting == 0) {
            processed = Math.max(processed, elapsed / TICK_NANOS);
        }
        long due = (elapsed + Math.clamp(delayNanos, 0, LONGEST_NANOS) + TICK_NANOS - 1) / TICK_NANOS;
        timeout.tick = Math.max(due, processed + 1);
        timeout.joinEndOf(slot(timeout.tick));
        waiting++;
        wakeAt(Math.min(timeout.tick, processed + SLOTS));
    }

    void remove(Timeout timeout) {
        if (!timeout.alone()) {
            timeout.leave();
            waiting--;
        }
    }

    private Node slot(long tick) {
        int index = (int) (tick % SLOTS);
        Node slot = slots[index];
        if (slot == null) {
            slot = new Node();
            slots[index] = slot;
        }
        return slot;
    }

    private void wakeAt(long tick) {
        if (wake != null) {
            if (wakeTick <= tick) {
                return;
            }
            wake.cancel(false);
        }
        wakeTick = tick;
        long delay = origin + tick * TICK_NANOS - System.nanoTime();
        wake = eventLoop.schedule(this::advance, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    private void advance() {
        wake = null;
        long now = (System.nanoTime() - origin) / TICK_NANOS;
        long first = Math.max(processed + 1, now - SLOTS + 1);
        processed = Math.max(processed, now);
        for (long tick = first; tick <= now && waiting > 0; tick++) {
            expire(slot(tick), now);
        }
        if (waiting > 0) {
            wakeAt(nextTick());
        }
    }

    private void expire(Node slot, long now) {
        Node due = new Node();
        for (Node node = slot.next(); node != slot; ) {
            Node next = node.next();
            if (((Timeout) node).tick <= now) {
                node.leave();
                node.joinEndOf(due);
            }
            node = next;
        }
        while (!due.alone()) {
            Timeout timeout = (Timeout) due.next();
            remove(timeout);
            try {
                timeout.fire(this);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the action of a timer failed", e);
            }
        }
    }

    private long nextTick() {
        for (int ahead = 1; ahead < SLOTS; ahead++) {
            Node slot = slots[(int) ((processed + ahead) % SLOTS)];
            if (slot != null && !slot.alone()) {
                return processed + ahead;
            }
        }
        return processed + SLOTS;
    }
}
