package io.gatehouse.http.memory;

import java.util.function.LongSupplier;

/// What requests hold on one event loop that is too small to be counted by the budget: their heads, and bodies of up to
/// [BodyMemory#SMALL] bytes. There is no lock on the way of a usual call; past a bound even small bodies are counted,
/// so that no number of them fills the memory. Belongs to its event loop.
public final class SmallMemory {
    private final LongSupplier most;
    private long held;

    /// @param most what may be held, asked each time
    public SmallMemory(LongSupplier most) {
        this.most = most;
    }

    /// Holds so many bytes more.
    ///
    /// @return false if there is no room for them, and nothing was taken
    public boolean hold(long bytes) {
        if (held + bytes > most.getAsLong()) {
            return false;
        }
        held += bytes;
        return true;
    }

    public void give(long bytes) {
        held -= bytes;
    }

    public long held() {
        return held;
    }
}
