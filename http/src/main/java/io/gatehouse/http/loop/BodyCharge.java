package io.gatehouse.http.loop;

import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.ByteBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one body that is being read holds of a budget. Where there is no room the body is not read any
/// further, for a while. Belongs to its event loop.
public final class BodyCharge {

    /// What may still come of a body that is not read any further: it was read before.
    private static final int ON_ITS_WAY = 1 << 20;

    /// The body.
    public interface Body {
        /// It is not to be read any further.
        void pause();

        /// It is to be read on.
        void resume();

        /// There was no room in time.
        void noRoom();
    }

    private final Loop loop;
    private final ByteBudget budget;
    private final String owner;
    private final long waitNanos;
    private final Body body;
    private long taken;
    private long wanted;
    private ByteBudget.@Nullable Waiter waiter;
    private @Nullable Timeout timer;
    private boolean closed;

    public BodyCharge(Loop loop, ByteBudget budget, String owner, Duration wait, Body body) {
        this.loop = loop;
        this.budget = budget;
        this.owner = owner;
        this.waitNanos = LoopTimers.nanos(wait);
        this.body = body;
    }

    /// Whether room is waited for.
    public boolean waiting() {
        return waiter != null;
    }

    /// The body takes this many bytes now.
    public void hold(long bytes) {
        if (bytes <= taken || closed) {
            return;
        }
        if (waiter != null) {
            if (bytes > wanted + ON_ITS_WAY) {
                late();
            }
            return;
        }
        if (!budget.fits(owner, bytes)) {
            body.noRoom();
            return;
        }
        wanted = bytes;
        waiter = budget.await(owner, taken, bytes - taken, () -> loop.run(this::granted));
        if (waiter == null) {
            taken = bytes;
            return;
        }
        timer = new Timeout(loop, this::late, 0);
        timer.start(waitNanos);
        body.pause();
    }

    /// The body takes no more than this any longer.
    public void shrink(long bytes) {
        if (waiter == null && taken - bytes > BodyMemory.SMALL) {
            long less = taken - bytes;
            taken = bytes;
            budget.give(owner, less);
        }
    }

    private void granted() {
        ByteBudget.Waiter mine = waiter;
        waiter = null;
        Timeout.stop(timer);
        if (mine == null) {
            return;
        }
        if (closed) {
            budget.give(owner, mine.bytes());
            return;
        }
        taken += mine.bytes();
        body.resume();
    }

    private void late() {
        if (waiter != null && budget.leave(waiter)) {
            waiter = null;
            Timeout.stop(timer);
            body.noRoom();
        }
    }

    /// The body is gone, or somebody else's.
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Timeout.stop(timer);
        if (waiter != null && budget.leave(waiter)) {
            waiter = null;
        }
        long back = taken;
        taken = 0;
        budget.give(owner, back);
    }
}
