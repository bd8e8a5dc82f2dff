package io.gatehouse.doors.messages;

import java.util.concurrent.atomic.AtomicLong;

/// How much the bodies hold together that the loop works on. It reads them into memory, where they take
/// the more the more parts they have.
final class LoopRoom {
    private final AtomicLong taken = new AtomicLong();

    /// Takes room, if there is any; a body that is alone always finds some.
    ///
    /// @param most what all may take
    boolean take(long tokens, long most) {
        long before = taken.getAndUpdate(now -> now == 0 || now + tokens <= most ? now + tokens : now);
        return before == 0 || before + tokens <= most;
    }

    /// Gives back what was taken.
    void give(long tokens) {
        taken.addAndGet(-tokens);
    }
}
