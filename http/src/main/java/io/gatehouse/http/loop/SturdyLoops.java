package io.gatehouse.http.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Event loops that no failure ends. Netty's own loop ends for good with the first [Error] that leaves a handler,
/// one that the log throws included, and its connections are then served by nobody.
final class SturdyLoops {
    private static final System.Logger LOG = System.getLogger(SturdyLoops.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final long TELL_AGAIN_SECONDS = 1;

    private SturdyLoops() {}

    static EventLoopGroup group(int count, ThreadFactory threads, IoHandlerFactory handlers) {
        return new MultiThreadIoEventLoopGroup(count, threads, handlers) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
                return new SturdyLoop(this, executor, factory);
            }
        };
    }

    private static final class SturdyLoop extends SingleThreadIoEventLoop {

        SturdyLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
            super(parent, executor, handlers);
        }

        @Override
        protected int runIo() {
            try {
                return super.runIo();
            } catch (Throwable failure) {
                survived(failure);
                return 0;
            }
        }

        @Override
        protected boolean runAllTasks(long nanos) {
            try {
                return super.runAllTasks(nanos);
            } catch (Throwable failure) {
                survived(failure);
                return true;
            }
        }

        // A failure that comes back at once must not take the processor.
        private void survived(Throwable failure) {
            LockSupport.parkNanos(PAUSE.toNanos());
            tell(failure);
        }

        // What fails here may be the log itself, or the memory that it needs: then it is told later.
        private void tell(Throwable failure) {
            try {
                LOG.log(System.Logger.Level.ERROR, "An event loop continues after a failure.", failure);
            } catch (Throwable again) {
                try {
                    schedule(() -> tell(failure), TELL_AGAIN_SECONDS, TimeUnit.SECONDS);
                } catch (Throwable hopeless) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }
}
