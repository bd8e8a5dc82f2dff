package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultsTest {
    private final Results results = new Results();

    @Test
    void theWorseOfTwoMeasurementsCounts() {
        results.measured(Target.CPU_AT_64, 1.5);
        results.measured(Target.CPU_AT_64, 2.5);
        results.measured(Target.CALLS_AT_64, 0.9);
        results.measured(Target.CALLS_AT_64, 0.7);

        assertThat(results.verdict(Target.CPU_AT_64)).contains("2.5", "missed");
        assertThat(results.verdict(Target.CALLS_AT_64)).contains("0.7", "met");
    }

    @Test
    void whatWasNotMeasuredIsSkippedAndCountsAsMissed() {
        results.measured(Target.RESIDENT, 100);
        results.skipped(Target.RESIDENT, "it ended");

        assertThat(results.verdict(Target.RESIDENT)).contains("skipped", "missed (it ended)");
        assertThat(results.verdict(Target.START)).contains("skipped", "missed (not measured)");
    }
}
