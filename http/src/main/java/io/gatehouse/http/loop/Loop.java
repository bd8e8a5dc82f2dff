package io.gatehouse.http.loop;

import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.SmallMemory;
import io.netty.channel.EventLoop;

/// One event loop with what belongs to it.
public final class Loop {

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
    public int index() {
        return index;
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    /// What bodies hold on all loops.
    public BodyMemory memory() {
        return owner.memory();
    }

    /// What small bodies hold on this one.
    public SmallMemory small() {
        return small;
    }

    public UnfinishedHeads heads() {
        return heads;
    }

    public boolean here() {
        return eventLoop.inEventLoop();
    }

    public void run(Runnable action) {
        if (here()) {
            action.run();
        } else {
            eventLoop.execute(action);
        }
    }
}
