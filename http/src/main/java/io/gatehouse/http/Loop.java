package io.gatehouse.http;

import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;

/// One event loop with what belongs to it.
final class Loop {

    final Loops owner;
    final int index;
    final EventLoop eventLoop;
    final ContextInternal context;
    final TimingWheel wheel;

    Loop(Loops owner, int index, ContextInternal context) {
        this.owner = owner;
        this.index = index;
        this.context = context;
        eventLoop = context.nettyEventLoop();
        wheel = new TimingWheel(eventLoop);
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
