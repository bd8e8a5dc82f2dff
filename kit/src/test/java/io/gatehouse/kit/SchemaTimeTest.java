package io.gatehouse.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Slice;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A schema that a server wrote, with arguments that a caller wrote, must not hold a thread for longer than a moment.
class SchemaTimeTest {
    private static final long MOST_MILLIS = 2_000;

    @Test
    void anExpressionThatTriesEveryWayToMatchDoesNotMatch() {
        String schema = "{\"properties\":{\"a\":{\"pattern\":\"^(a+)+$\"},\"b\":{\"pattern\":\"^(x|y)*$\"}}}";
        assertThat(quickly(schema, "{\"a\":\"" + "a".repeat(60) + "!\"}")).contains("/a");
        assertThat(quickly(schema, "{\"b\":\"" + "xy".repeat(100_000) + "!\"}")).contains("/b");
        assertThat(quickly(schema, "{\"a\":\"aaa\",\"b\":\"xyxy\"}")).isEmpty();
    }

    @Test
    void alternativesInsideOfAlternativesAreNotTriedWithoutEnd() {
        String doubling = IntStream.range(0, 60)
                .mapToObj(n -> "\"s" + n + "\":{\"anyOf\":[{\"$ref\":\"#/$defs/s" + (n + 1)
                        + "\"},{\"$ref\":\"#/$defs/s" + (n + 1) + "\"}]}")
                .collect(Collectors.joining(","));
        assertThat(quickly(
                        "{\"$ref\":\"#/$defs/s0\",\"$defs\":{" + doubling + ",\"s60\":{\"type\":\"string\"}}}", "{}"))
                .contains("steps");
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        String schema = "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}}";
        assertThat(quickly(schema, "{}")).isNotEmpty();
    }

    private static String quickly(String schema, String arguments) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        String problems;
        try {
            problems = new ArgumentSchema(Slice.of(schema)).problems(Slice.of(arguments));
        } catch (IllegalArgumentException unusable) {
            problems = String.valueOf(unusable.getMessage());
        }
        assertThat((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1_000_000)
                .isLessThan(MOST_MILLIS);
        return problems;
    }
}
