package io.gatehouse.http.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads for the arithmetic of TLS handshakes. On an event loop, each would hold up all connections of the loop for
/// a millisecond or more, and many clients that connect at once for as long as all of them take. There are as few as
/// leave room for the loops; each connection has one task here at most.
public final class Handshakes {
    static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    public static final Executor THE_ONE = started();

    private static final int IDLE_SECONDS = 10;

    private Handshakes() {}

    private static Executor started() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("handshake-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
