package io.gatehouse.bench;

import java.util.List;

/// What several rounds measured.
///
/// @param low the smallest value
/// @param median the value that counts
/// @param high the largest
record Spread(double low, double median, double high) {

    /// One value.
    static Spread of(double value) {
        return new Spread(value, value, value);
    }

    /// The values of rounds, one at least.
    static Spread of(List<Double> values) {
        return new Spread(
                values.stream().min(Double::compare).orElseThrow(),
                Median.of(values),
                values.stream().max(Double::compare).orElseThrow());
    }
}
