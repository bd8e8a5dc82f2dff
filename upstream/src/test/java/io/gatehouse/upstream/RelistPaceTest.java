package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RelistPaceTest {
    private final RelistPace pace = new RelistPace(Duration.ofSeconds(10), Duration.ofSeconds(60));

    @Test
    void aServerThatSaysWithoutEndThatItsListsChangedIsAskedMoreAndMoreSeldom() {
        assertThat(pace.rest().isPositive()).isFalse();
        for (int seconds : new int[] {10, 20, 40, 60, 60}) {
            pace.listed(false);
            assertThat(pace.rest()).isBetween(Duration.ofSeconds(seconds - 5), Duration.ofSeconds(seconds));
            assertThat(pace.slowed()).isEqualTo(seconds > 10);
        }
        pace.listed(true);
        assertThat(pace.rest()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(pace.slowed()).isFalse();
    }
}
