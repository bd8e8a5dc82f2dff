package io.gatehouse.doors.front.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplaysTest {
    private final Replays replays = new Replays();

    @Test
    void eachNumberCountsOnceInAnyOrder() {
        for (long number : new long[] {2, 1, 5, 3, 70_000, 69_999, 10_000}) {
            assertThat(replays.fresh(1, number)).as("%d", number).isTrue();
        }
        for (long number : new long[] {1, 2, 3, 5, 69_999, 70_000, 10_000}) {
            assertThat(replays.fresh(1, number)).as("%d", number).isFalse();
        }
    }

    @Test
    void whatIsFarBehindDoesNotCount() {
        assertThat(replays.fresh(1, 1_000_000)).isTrue();
        assertThat(replays.fresh(1, 1)).isFalse();
        assertThat(replays.fresh(1, 0)).isFalse();
        assertThat(replays.fresh(1, -5)).isFalse();
        assertThat(replays.fresh(1, 999_999)).isTrue();
    }

    /// The loop over the numbers in between once had no end for the largest one.
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFarJumpTakesNoLongerThanTheWindow() {
        for (long number : new long[] {1, 1L << 40, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MAX_VALUE - 65_535}) {
            assertThat(replays.fresh(1, number)).as("%d", number).isTrue();
            assertThat(replays.fresh(1, number)).as("%d again", number).isFalse();
        }
        for (long number : new long[] {1, Long.MAX_VALUE - 65_536, Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0}) {
            assertThat(replays.fresh(1, number)).as("%d", number).isFalse();
        }
    }

    @Test
    void eachSenderHasItsOwnNumbers() {
        assertThat(replays.fresh(1, 7)).isTrue();
        assertThat(replays.fresh(2, 7)).isTrue();
        assertThat(replays.fresh(1, 7)).isFalse();
    }
}
