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

    /// Whether a measurement reaches it: by its median, by some of its rounds only, or by none.
    String verdict(Spread measured) {
        if (met(measured.median())) {
            return "met";
        }
        return met(most ? measured.low() : measured.high()) ? "met within the spread" : "missed";
    }

    private boolean met(double measured) {
        return most ? measured <= value : measured >= value;
    }

    /// The measurement with the worse median.
    Spread worse(Spread one, Spread other) {
        return (one.median() > other.median()) == most ? one : other;
    }

    /// The goal as a text.
    String text() {
        return (most ? "at most " : "at least ") + text(value);
    }

    /// The median with the unit, and the rounds around it where they differ.
    String text(Spread measured) {
        String median = text(measured.median());
        return measured.low() == measured.high()
                ? median
                : median + " (" + number(measured.low()) + " to " + number(measured.high()) + ")";
    }

    /// A value with the unit.
    private String text(double measured) {
        return unit(number(measured));
    }

    private static String number(double measured) {
        if (Math.abs(measured) >= 10_000) {
            return String.format(java.util.Locale.ROOT, "%,d", Math.round(measured));
        }
        double rounding = Math.abs(measured) < 10 ? 1000.0 : 10.0;
        return Double.toString(Math.round(measured * rounding) / rounding);
    }

    private String unit(String number) {
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
