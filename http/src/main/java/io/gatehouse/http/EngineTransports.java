package io.gatehouse.http;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/// The engine's transports with event loops that last.
final class EngineTransports {

    private EngineTransports() {}

    /// Those that may work here, the preferred one first; the last one always works.
    static List<io.vertx.core.transport.Transport> candidates(Transport preference) {
        List<io.vertx.core.transport.Transport> found = new ArrayList<>();
        var epoll = io.vertx.core.transport.Transport.EPOLL;
        if (preference != Transport.NIO && epoll != null && epoll.available()) {
            found.add(named("epoll", new SturdyEpoll()));
        }
        found.add(named("nio", new SturdyNio()));
        return found;
    }

    private static io.vertx.core.transport.Transport named(
            String name, io.vertx.core.spi.transport.Transport implementation) {
        return new TransportInternal(name, true, null, implementation);
    }

    private static final class SturdyEpoll extends EpollTransport {
        @Override
        public EventLoopGroup eventLoopGroup(int type, int count, ThreadFactory threads, int ioRatio) {
            return SturdyLoops.group(count, threads, ioHandlerFactory());
        }
    }

    private static final class SturdyNio extends NioTransport {
        @Override
        public EventLoopGroup eventLoopGroup(int type, int count, ThreadFactory threads, int ioRatio) {
            return SturdyLoops.group(count, threads, ioHandlerFactory());
        }
    }
}
