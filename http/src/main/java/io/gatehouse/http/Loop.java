package io.gatehouse.http;

import io.netty.channel.EventLoop;

/// One event loop with what belongs to it.
final class Loop {

    final Loops owner;
    final TimingWheel wheel;
    private final int index;
    private final EventLoop eventLoop;
    private final SmallMemory small;
    private final UnfinishedHeads heads;

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

    /// Its number among the loops of the engine, from 0.
    int index() {
        return index;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /// What bodies hold on all loops.
    BodyMemory memory() {
        return owner.memory();
    }

    /// What small bodies hold on this one.
    SmallMemory small() {
        return small;
    }

    UnfinishedHeads heads() {
        return heads;
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
