package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private final Results results = new Results(new McpArea().targets());

    @Test
    void theWorseOfTwoMeasurementsCounts() {
        results.measured(McpTarget.CPU_AT_64, 1.5);
        results.measured(McpTarget.CPU_AT_64, 2.5);
        results.measured(McpTarget.CALLS_AT_64, 0.9);
        results.measured(McpTarget.CALLS_AT_64, 0.7);

        assertThat(results.verdict(McpTarget.CPU_AT_64)).contains("2.5", "missed");
        assertThat(results.verdict(McpTarget.CALLS_AT_64)).contains("0.7", "met");
    }

    @Test
    void whatWasNotMeasuredIsSkippedAndCountsAsMissed() {
        results.measured(McpTarget.RESIDENT, 100);
        results.skipped(McpTarget.RESIDENT, "it ended");

        assertThat(results.verdict(McpTarget.RESIDENT)).contains("skipped", "missed (it ended)");
        assertThat(results.verdict(McpTarget.START)).contains("skipped", "missed (not measured)");
    }

    @Test
    void whatNobodyAskedForIsNotReported() {
        results.measured(McpTarget.START, 0.5);
        results.leftOut(List.of(McpTarget.RESIDENT, McpTarget.CPU_AT_1));

        assertThat(new Report("mcp", results).lines())
                .contains(McpTarget.START.title(), McpTarget.CPU_AT_64.title())
                .doesNotContain(McpTarget.RESIDENT.title(), McpTarget.CPU_AT_1.title());
    }

    @Test
    void aCountIsMetWhenItIsLargeEnough() {
        Results messages = new Results(new MessagesArea().targets());
        messages.measured(MessagesTarget.EVENTS, 250_000);

        assertThat(messages.verdict(MessagesTarget.EVENTS)).contains("250,000", "at least 200,000", "met");
    }

    @Test
    void aTargetThatSomeRoundsReachIsNotMissed() {
        results.measured(McpTarget.CPU_AT_64, new Spread(1.38, 1.45, 1.5));
        results.measured(McpTarget.CALLS_AT_64, new Spread(0.4, 0.5, 0.59));

        assertThat(results.verdict(McpTarget.CPU_AT_64)).contains("1.45 (1.38 to 1.5)", "met within the spread");
        assertThat(results.verdict(McpTarget.CALLS_AT_64)).contains("0.5 (0.4 to 0.59)", "missed");
    }

    @Test
    void costsStandWhenTheLastFourDifferByATwentiethAtMost() {
        assertThat(Steady.stands(List.of(9.0, 5.0, 3.0, 2.0))).isFalse();
        assertThat(Steady.stands(List.of(2.0, 2.05, 2.1))).isFalse();
        assertThat(Steady.stands(List.of(9.0, 2.0, 2.05, 2.1, 2.0))).isTrue();
    }
}
