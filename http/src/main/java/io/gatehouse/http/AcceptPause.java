package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Stops accepting for a moment when the system has no room for another connection, closes some that nobody uses, and
/// tries again until it has. Tells of it once a minute at most.
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(AcceptPause.class.getName());
    private static final long PAUSE_MILLIS = 250;
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    // Both made beforehand: without a descriptor even a class or a file of an error path may not open.
    private final Runnable again;
    private final List<ServerLoop> serverLoops;
    private final long limit = Descriptors.limit();
    private long lastFailure;
    private long lastTold = System.nanoTime() - QUIET_NANOS;
    private boolean told;

    AcceptPause(Channel listening, List<ServerLoop> serverLoops) {
        this.serverLoops = serverLoops;
        again = () -> listening.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (told && System.nanoTime() - lastFailure > CALM_NANOS) {
            told = false;
            LOG.log(System.Logger.Level.INFO, "Connections are accepted again.");
        }
        context.fireChannelRead(accepted);
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

    static String reason(Throwable failure, long limit) {
        String reason = Descriptors.usedUp(failure)
                ? ": all " + limit + " file descriptors are in use. Raise the limit of open files (ulimit -n, or"
                        + " LimitNOFILE= of a systemd unit)."
                : " (" + failure + ").";
        return "New connections cannot be accepted" + reason + " Accepting is tried again every " + PAUSE_MILLIS
                + " ms.";
    }
}
