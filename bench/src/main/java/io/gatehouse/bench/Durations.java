package io.gatehouse.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Durations in nanoseconds, as many as come. For one thread.
final class Durations {
    private long[] values = new long[1 << 12];
    private int count;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = nanos;
    }

    int count() {
        return count;
    }

    /// All of several.
    static Durations of(List<Durations> parts) {
        Durations all = new Durations();
        for (Durations part : parts) {
            for (int at = 0; at < part.count; at++) {
                all.add(part.values[at]);
            }
        }
        return all;
    }

    /// `{"p50":…,"p99":…,"p999":…}` in microseconds, all 0 when there are none.
    String json() {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}",
                micros(sorted, 0.5),
                micros(sorted, 0.99),
                micros(sorted, 0.999));
    }

    private static double micros(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1000.0;
    }
}
