package io.gatehouse.http.engine;

import io.gatehouse.http.client.PooledClient;
import io.gatehouse.http.server.OpenPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Objects;

/// Walks the ways that failures take once, while everything can still be opened. A class that is first needed when no
/// file descriptor or memory is left may never load again, and takes with it whatever waits for it.
final class ErrorPaths {

    private ErrorPaths() {}

    static void load(EventLoopGroup loops) {
        Objects.requireNonNull(ZoneId.systemDefault().getRules()); // a file, for the time in a line of the log
        IOException usedUp = new IOException("Too many open files");
        OpenPort.loadErrorPaths(usedUp);
        PooledClient.loadErrorPaths(usedUp);
        new Bootstrap()
                .group(loops)
                .handler(new ChannelInboundHandlerAdapter())
                .channelFactory(() -> {
                    throw new ChannelException(usedUp);
                })
                .connect("127.0.0.1", 1)
                .awaitUninterruptibly();
    }
}
