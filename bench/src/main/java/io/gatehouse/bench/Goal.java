package io.gatehouse.bench;

/// What a value has to be at most or at least.
///
/// @param value in the unit
/// @param most whether it is the largest allowed value, else the smallest
/// @param unit empty for a ratio
record Goal(double value, boolean most, String unit) {

    static Goal atMost(double value, String unit) {
        return new Goal(value, true, unit);
    }

    static Goal atLeast(double value, String unit) {
        return new Goal(value, false, unit);
    }

    boolean met(double measured) {
        return most ? measured <= value : measured >= value;
    }

    /// The worse of two measurements.
    double worse(double one, double other) {
        return most ? Math.max(one, other) : Math.min(one, other);
    }

    /// The goal as a text.
    String text() {
        return (most ? "at most " : "at least ") + text(value);
    }

    /// A measured value with the unit.
    String text(double measured) {
        if (Math.abs(measured) >= 10_000) {
            return unit(String.format(java.util.Locale.ROOT, "%,d", Math.round(measured)));
        }
        double rounding = Math.abs(measured) < 10 ? 1000.0 : 10.0;
        return unit(Double.toString(Math.round(measured * rounding) / rounding));
    }

    private String unit(String number) {
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
