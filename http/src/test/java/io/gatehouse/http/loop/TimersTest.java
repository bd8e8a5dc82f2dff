package io.gatehouse.http.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Timers are never early, repeat, and stay silent once cancelled.
@Isolated
class TimersTest {

    @Test
    void timersFireInOrderNeverEarlyAndNotMuchLate() throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO))) {
            long begun = System.nanoTime();
            CompletableFuture<Long> late = new CompletableFuture<>();
            CompletableFuture<Long> soon = new CompletableFuture<>();
            engine.timers().after(Duration.ofMillis(400), () -> late.complete(System.nanoTime() - begun));
            engine.timers().after(Duration.ofMillis(100), () -> soon.complete(System.nanoTime() - begun));
            assertThat(TimeUnit.NANOSECONDS.toMillis(soon.get(10, TimeUnit.SECONDS)))
                    .isBetween(100L, 390L);
            assertThat(TimeUnit.NANOSECONDS.toMillis(late.get(10, TimeUnit.SECONDS)))
                    .isGreaterThanOrEqualTo(400L);
        }
    }

    @Test
    void aTimerBesideARepeatingOneIsNotDelayedByIt() throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO))) {
            AtomicInteger repeated = new AtomicInteger();
            CountDownLatch once = new CountDownLatch(1);
            Cancellable every = engine.timers().every(Duration.ofSeconds(1), repeated::incrementAndGet);
            engine.timers().after(Duration.ofMillis(1100), once::countDown);
            assertThat(once.await(1700, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(repeated).hasValue(1);
            every.cancel();
        }
    }

    @Test
    void aCancelledTimerIsSilentAndAFailingOneHarmsNoOther() throws Exception {
        try (HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO))) {
            AtomicInteger cancelled = new AtomicInteger();
            CountDownLatch other = new CountDownLatch(3);
            engine.timers()
                    .after(Duration.ofMillis(100), cancelled::incrementAndGet)
                    .cancel();
            engine.timers().after(Duration.ofMillis(100), () -> {
                throw new IllegalStateException("expected by the test");
            });
            engine.timers().every(Duration.ofMillis(60), other::countDown);
            assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled).hasValue(0);
        }
    }
}
