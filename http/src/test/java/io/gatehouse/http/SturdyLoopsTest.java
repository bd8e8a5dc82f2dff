package io.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class SturdyLoopsTest {

    @Test
    void anErrorThatEvenTheLogThrowsEndsNoEventLoop() throws Exception {
        Logger log = Logger.getLogger("io.netty.util.concurrent.AbstractEventExecutor");
        Handler full = new Throwing();
        EventLoopGroup group = SturdyLoops.group(1, Thread::new, NioIoHandler.newFactory());
        log.addHandler(full);
        try {
            EventLoop loop = group.next();
            loop.execute(() -> {
                throw new NoClassDefFoundError("the first");
            });
            assertThat(loop.submit(() -> "goes on").get(20, TimeUnit.SECONDS)).isEqualTo("goes on");
            assertThat(loop.schedule(() -> "timers too", 1, TimeUnit.MILLISECONDS)
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo("timers too");
        } finally {
            log.removeHandler(full);
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    private static final class Throwing extends Handler {
        @Override
        public void publish(LogRecord line) {
            throw new NoClassDefFoundError("the log");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
