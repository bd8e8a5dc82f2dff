package io.gatehouse.http;

import io.netty.channel.EventLoop;

/// One event loop with what belongs to it.
final class Loop {

    final Loops owner;
    final int index;
    final EventLoop eventLoop;
    final TimingWheel wheel;
    final SmallMemory small;
    final UnfinishedHeads heads;

    Loop(Loops owner, int index, EventLoop eventLoop) {
        this.owner = owner;
        this.index = index;
        this.eventLoop = eventLoop;
        wheel = new TimingWheel(eventLoop);
        small = new SmallMemory(this::share);
        heads = new UnfinishedHeads(this::share);
    }

    /// What a kind of memory that no budget counts may hold on this loop: on all of them as much as the counted bodies.
    private long share() {
        return owner.memory().requests().most() / owner.all().size();
    }

    boolean here() {
        return eventLoop.inEventLoop();
    }

    void run(Runnable action) {
        if (here()) {
            action.run();
        } else {
            eventLoop.execute(action);
        }
    }
}
