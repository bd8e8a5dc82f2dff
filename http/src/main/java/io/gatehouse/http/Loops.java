package io.gatehouse.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The event loops of one engine.
final class Loops {

    private static final FastThreadLocal<Loop> CURRENT = new FastThreadLocal<>();

    private final List<Loop> all = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    private final BodyMemory memory;

    Loops(VertxInternal engine, BodyMemory memory) {
        this.memory = memory;
        for (EventExecutor executor : engine.nettyEventLoopGroup()) {
            var eventLoop = (io.netty.channel.EventLoop) executor;
            var context = engine.contextBuilder().withEventLoop(eventLoop).build();
            Loop loop = new Loop(this, all.size(), context);
            eventLoop.submit(() -> CURRENT.set(loop)).syncUninterruptibly();
            all.add(loop);
        }
    }

    BodyMemory memory() {
        return memory;
    }

    List<Loop> all() {
        return all;
    }

    /// The loop that the caller runs on, or null.
    @Nullable
    Loop current() {
        if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
            return null;
        }
        Loop loop = CURRENT.getIfExists();
        return loop != null && loop.owner == this ? loop : null;
    }

    /// The loop that the caller runs on, or the one whose turn it is.
    Loop currentOrNext() {
        Loop current = current();
        return current != null ? current : all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }
}
