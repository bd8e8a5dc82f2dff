package io.gatehouse.http.server;

import io.gatehouse.http.Descriptors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// Stops accepting for a moment when there is no room for another connection, because all that may be are open or the
/// system has no descriptor left, closes some that nobody uses, and goes on once there is room. Those that arrive
/// meanwhile wait in the system's queue, so that a flood of connections delays a good client and does not cut it off.
/// Past a time without room, new connections are refused. Tells of it once a minute at most.
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(AcceptPause.class.getName());
    private static final long PAUSE_MILLIS = 250;
    private static final long ROOM_MILLIS = 10;
    private static final long PATIENCE_NANOS = 2 * QuietConnections.GRACE_NANOS;
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    // Both made beforehand: without a descriptor even a class or a file of an error path may not open.
    private final Runnable again;
    private final Runnable retry = this::retry;
    private final Channel listening;
    private final List<ServerLoop> serverLoops;
    private final ConnectionCount count;
    private final long limit = Descriptors.limit();

    /// Accepted, but not served before there is room.
    private final Queue<Channel> waiting = new ArrayDeque<>();

    private volatile boolean anyWaiting;
    private boolean retrying;
    private boolean refusing;
    private long lastRefused;
    private long waitingSince;
    private long lastFailure;
    private long lastTold = System.nanoTime() - QUIET_NANOS;
    private long lastToldRefused = lastTold;
    private long toldRefused;
    private boolean told;

    AcceptPause(Channel listening, List<ServerLoop> serverLoops, ConnectionCount count) {
        this.listening = listening;
        this.serverLoops = serverLoops;
        this.count = count;
        again = this::resume;
        count.whenRoom(() -> {
            if (anyWaiting) {
                listening.eventLoop().execute(this::serveWaiting);
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (told && System.nanoTime() - lastFailure > CALM_NANOS) {
            told = false;
            LOG.log(System.Logger.Level.INFO, "Connections are accepted again.");
        }
        if (waiting.isEmpty() && count.enter()) {
            refusing = false;
            context.fireChannelRead(accepted);
        } else if (refusing && System.nanoTime() - lastRefused < CALM_NANOS) {
            refuse((Channel) accepted);
            makeRoom(true);
        } else {
            await((Channel) accepted);
        }
    }

    private void await(Channel accepted) {
        refusing = false;
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
            listening.config().setAutoRead(false);
        }
        waiting.add(accepted);
        anyWaiting = true;
        makeRoom(false);
        retryLater();
    }

    private void retryLater() {
        if (!retrying) {
            retrying = true;
            listening.eventLoop().schedule(retry, ROOM_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retrying = false;
        serveWaiting();
        if (waiting.isEmpty()) {
            return;
        }
        if (System.nanoTime() - waitingSince < PATIENCE_NANOS) {
            makeRoom(true);
            retryLater();
        } else {
            refusing = true;
            waiting.forEach(this::refuse);
            waiting.clear();
            resume();
        }
    }

    private void serveWaiting() {
        while (!waiting.isEmpty() && count.enter()) {
            pass(waiting.remove());
            waitingSince = System.nanoTime();
        }
        resume();
    }

    private void resume() {
        if (waiting.isEmpty()) {
            anyWaiting = false;
            listening.config().setAutoRead(true);
        }
    }

    private void makeRoom(boolean evenUsed) {
        for (ServerLoop serverLoop : serverLoops) {
            serverLoop.makeRoomForOne(evenUsed);
        }
    }

    private void refuse(Channel accepted) {
        NoRoom.mark(accepted);
        count.wasRefused();
        long now = System.nanoTime();
        lastRefused = now;
        if (now - lastToldRefused >= QUIET_NANOS) {
            long refused = count.refused();
            LOG.log(System.Logger.Level.WARNING, allInUse(count.most(), refused - toldRefused));
            toldRefused = refused;
            lastToldRefused = now;
        }
        pass(accepted);
    }

    private void pass(Channel accepted) {
        ChannelHandlerContext context = listening.pipeline().context(this);
        if (context == null) {
            accepted.unsafe().closeForcibly(); // the listener closed meanwhile
        } else {
            context.fireChannelRead(accepted);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        lastFailure = System.nanoTime();
        if (context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(false);
            serverLoops.forEach(ServerLoop::makeRoom);
            context.channel().eventLoop().schedule(again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (lastFailure - lastTold >= QUIET_NANOS) {
            lastTold = lastFailure;
            told = true;
            LOG.log(System.Logger.Level.WARNING, reason(failure, limit));
        }
    }

    static String allInUse(int most, long refused) {
        return "All " + most + " client connections are in use and none of them is idle: " + refused
                + (refused == 1 ? " new connection was" : " new connections were")
                + " refused. Raise limits.connections, or the limit of open files (ulimit -n, or"
                + " LimitNOFILE= of a systemd unit) where it is lower.";
    }

    static String reason(Throwable failure, long limit) {
        String reason = Descriptors.usedUp(failure)
                ? ": all " + limit + " file descriptors are in use. Raise the limit of open files (ulimit -n, or"
                        + " LimitNOFILE= of a systemd unit)."
                : " (" + failure + ").";
        return "New connections cannot be accepted" + reason + " The gateway retries every " + PAUSE_MILLIS + " ms.";
    }
}
