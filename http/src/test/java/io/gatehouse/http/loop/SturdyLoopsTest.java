package io.gatehouse.http.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// An event loop goes on after any failure, and the failure is told once the log takes it.
@Isolated("listens to logs")
class SturdyLoopsTest {
    private static final Logger ENGINE = Logger.getLogger("io.netty.util.concurrent.AbstractEventExecutor");
    private static final Logger OWN = Logger.getLogger(SturdyLoops.class.getName());

    private final FailingLog log = new FailingLog();
    private @Nullable EventLoopGroup group;

    @BeforeEach
    void failLogging() {
        ENGINE.addHandler(log);
        OWN.addHandler(log);
    }

    @AfterEach
    void stop() {
        ENGINE.removeHandler(log);
        OWN.removeHandler(log);
        if (group != null) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    @Test
    void anErrorThatEvenTheLogThrowsEndsNoEventLoop() throws Exception {
        EventLoop loop = loop(NioIoHandler.newFactory());
        log.failures.set(2);
        loop.execute(() -> {
            throw new NoClassDefFoundError("the first");
        });
        assertGoesOn(loop);
        assertTold("the log of the engine");
    }

    @Test
    void anErrorWhileTheLoopReadsAndWritesDoesNotEndItEither() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        IoHandlerFactory real = NioIoHandler.newFactory();
        EventLoop loop = loop(executor -> new FailingHandler(real.newHandler(executor), failures));
        assertGoesOn(loop);
        log.failures.set(1);
        failures.set(1);
        assertGoesOn(loop);
        assertTold("reading");
    }

    private EventLoop loop(IoHandlerFactory handlers) {
        EventLoopGroup made = SturdyLoops.group(1, Thread::new, handlers);
        group = made;
        return made.next();
    }

    private static void assertGoesOn(EventLoop loop) throws Exception {
        assertThat(loop.submit(() -> "goes on").get(20, TimeUnit.SECONDS)).isEqualTo("goes on");
        assertThat(loop.schedule(() -> "timers too", 1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
                .isEqualTo("timers too");
    }

    private void assertTold(String failure) throws InterruptedException {
        LogRecord line = log.lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("the line about " + failure).isNotNull();
        assertThat(line.getMessage()).isEqualTo("An event loop continues after a failure.");
        assertThat(line.getThrown()).isInstanceOf(NoClassDefFoundError.class).hasMessage(failure);
    }

    /// Throws so many times, and takes what is logged after that.
    private static final class FailingLog extends Handler {
        private final AtomicInteger failures = new AtomicInteger();
        private final BlockingQueue<LogRecord> lines = new LinkedBlockingQueue<>();

        @Override
        public void publish(LogRecord line) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new NoClassDefFoundError(
                        line.getLoggerName().equals(ENGINE.getName()) ? "the log of the engine" : "the own log");
            }
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /// Throws so many times instead of looking what can be read and written.
    private record FailingHandler(IoHandler real, AtomicInteger failures) implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            int events = real.run(context);
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new NoClassDefFoundError("reading");
            }
            return events;
        }

        @Override
        public void initialize() {
            real.initialize();
        }

        @Override
        public void prepareToDestroy() {
            real.prepareToDestroy();
        }

        @Override
        public void destroy() {
            real.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return real.register(handle);
        }

        @Override
        public void wakeup() {
            real.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return real.isCompatible(type);
        }
    }
}
