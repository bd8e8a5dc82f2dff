package io.gatehouse.http.loop;

import io.gatehouse.http.memory.BodyMemory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The event loops of one engine: those that carry connections, and one that accepts them.
public final class Loops {

    private static final FastThreadLocal<Loop> CURRENT = new FastThreadLocal<>();

    private final ChannelTransport transport;
    private final EventLoopGroup carrying;
    private final EventLoopGroup accepting;
    private final List<Loop> all = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final BodyMemory memory;

    private Loops(ChannelTransport transport, EventLoopGroup carrying, EventLoopGroup accepting, BodyMemory memory) {
        this.transport = transport;
        this.carrying = carrying;
        this.accepting = accepting;
        this.memory = memory;
        for (EventExecutor executor : carrying) {
            Loop loop = new Loop(this, all.size(), (EventLoop) executor);
            loop.eventLoop().submit(() -> CURRENT.set(loop)).syncUninterruptibly();
            all.add(loop);
        }
    }

    /// Starts so many loops.
    ///
    /// @throws RuntimeException if the transport does not work here
    public static Loops start(ChannelTransport transport, int count, BodyMemory memory) {
        EventLoopGroup carrying =
                SturdyLoops.group(count, new DefaultThreadFactory("event-loop"), transport.handlers());
        EventLoopGroup accepting = SturdyLoops.group(1, new DefaultThreadFactory("acceptor"), transport.handlers());
        return new Loops(transport, carrying, accepting, memory);
    }

    public ChannelTransport transport() {
        return transport;
    }

    /// Those that carry connections.
    public EventLoopGroup carrying() {
        return carrying;
    }

    /// The one that accepts connections.
    public EventLoopGroup accepting() {
        return accepting;
    }

    public BodyMemory memory() {
        return memory;
    }

    public List<Loop> all() {
        return all;
    }

    /// The loop that the caller runs on, or null.
    @Nullable
    public Loop current() {
        if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
            return null;
        }
        Loop loop = CURRENT.getIfExists();
        return loop != null && loop.owner == this ? loop : null;
    }

    /// The loop that the caller runs on, or the one whose turn it is.
    public Loop currentOrNext() {
        Loop current = current();
        return current != null ? current : all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    /// Stops the loops.
    ///
    /// @return whether they stopped in time
    public boolean stop(int seconds) throws InterruptedException {
        Future<?> first = accepting.shutdownGracefully(0, seconds, TimeUnit.SECONDS);
        Future<?> second = carrying.shutdownGracefully(0, seconds, TimeUnit.SECONDS);
        return first.await(seconds, TimeUnit.SECONDS) && second.await(seconds, TimeUnit.SECONDS);
    }
}
