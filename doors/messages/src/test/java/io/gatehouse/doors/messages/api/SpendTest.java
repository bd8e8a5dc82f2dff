package io.gatehouse.doors.messages.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.policy.UsedAmounts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What counts of an answer that its client breaks off.
class SpendTest {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<UsedAmounts> settled = new AtomicReference<>();

    private long cutAfter(Duration time, TokenUsage soFar) {
        Spend spend = new Spend(
                settled::set,
                used -> new UsedAmounts(1, used.total(), null),
                new TokenUsage(100, 5_000, 0, 0),
                clock::get);
        clock.addAndGet(time.toNanos());
        spend.cut(soFar);
        return settled.get().tokens();
    }

    @Test
    void anAnswerOfWhichNothingCameCountsForItsTime() {
        assertThat(cutAfter(Duration.ofSeconds(3), TokenUsage.NONE)).isEqualTo(100 + 600);
        assertThat(cutAfter(Duration.ofHours(1), TokenUsage.NONE)).isEqualTo(100 + 5_000);
        assertThat(cutAfter(Duration.ofSeconds(2), new TokenUsage(70, 0, 0, 0))).isEqualTo(70 + 400);
    }

    @Test
    void anAnswerOfWhichSomethingCameCountsForThat() {
        assertThat(cutAfter(Duration.ofSeconds(3), new TokenUsage(70, 30, 0, 0)))
                .isEqualTo(100);
        assertThat(cutAfter(Duration.ofSeconds(3), new TokenUsage(0, 30, 0, 0))).isEqualTo(130);
    }
}
