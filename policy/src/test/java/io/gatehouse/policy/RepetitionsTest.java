package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.Repetitions.Call;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Repeated calls of sessions.
class RepetitionsTest {
    private static final Call GET = new Call("crm", "get", 1);
    private static final Call OTHER = new Call("crm", "get", 2);

    private final AtomicLong nanos = new AtomicLong();
    private final Repetitions repetitions = new Repetitions(nanos::get);

    @Test
    void theSameCallWithTheSameResultIsCounted() {
        assertThat(repetitions.length("s", GET)).isZero();
        for (int times = 1; times <= 3; times++) {
            repetitions.gave("s", GET, 7);
            repetitions.gave("s", OTHER, times);
            assertThat(repetitions.length("s", GET)).isEqualTo(times);
            assertThat(repetitions.length("s", OTHER)).isEqualTo(1);
        }
        assertThat(repetitions.length("other", GET)).isZero();
    }

    @Test
    void anotherResultBeginsAnew() {
        repetitions.gave("s", GET, 7);
        repetitions.gave("s", GET, 7);
        repetitions.gave("s", GET, 8);
        assertThat(repetitions.length("s", GET)).isEqualTo(1);
    }

    @Test
    void aCallIsForgottenAfterAWhile() {
        repetitions.gave("s", GET, 7);
        nanos.addAndGet(Duration.ofMinutes(16).toNanos());
        assertThat(repetitions.length("s", GET)).isZero();
        repetitions.gave("s", GET, 7);
        assertThat(repetitions.length("s", GET)).isEqualTo(1);
    }

    @Test
    void onlyTheLatestCallsAndSessionsAreKept() {
        repetitions.gave("s", GET, 7);
        for (int more = 10; more < 74; more++) {
            repetitions.gave("s", new Call("crm", "get", more), 7);
        }
        assertThat(repetitions.length("s", GET)).isZero();
        for (int session = 0; session < 10_000; session++) {
            repetitions.gave("s" + session, GET, 7);
        }
        assertThat(repetitions.length("s", new Call("crm", "get", 17))).isZero();
        assertThat(repetitions.length("s0", GET)).isEqualTo(1);
    }
}
