package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 2000", "5, 32000", "6, 60000", "63, 60000", "2147483647, 60000"})
    void aWaitDoublesUpToTheLongestAndIsUpToAQuarterShorter(int waits, long millis) {
        for (int time = 0; time < 100; time++) {
            assertThat(Backoff.wait(FIRST, MOST, waits))
                    .isBetween(Duration.ofMillis(millis * 3 / 4), Duration.ofMillis(millis));
        }
    }

    @Test
    void waitsGrowUntilItWorksAgain() {
        Backoff backoff = new Backoff(FIRST, MOST);
        Duration first = backoff.next();
        assertThat(backoff.next()).isGreaterThan(first);
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void noWaitStaysNone() {
        assertThat(Backoff.wait(Duration.ZERO, MOST, 3)).isZero();
    }
}
