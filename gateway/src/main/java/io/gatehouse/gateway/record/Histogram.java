package io.gatehouse.gateway.record;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// Counts values by classes of size. Counters only grow; any thread may use it.
public final class Histogram {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /// @param bounds the upper bounds of the classes, rising; what is larger is in a last class of its own
    public Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        for (int index = 0; index < counts.length; index++) {
            counts[index] = new LongAdder();
        }
    }

    /// Counts a value.
    public void add(double value) {
        int index = 0;
        while (index < bounds.length && value > bounds[index]) {
            index++;
        }
        counts[index].increment();
        sum.add(value);
    }

    /// The upper bounds of all classes; that of the last is infinite.
    public double[] bounds() {
        double[] all = new double[counts.length];
        System.arraycopy(bounds, 0, all, 0, bounds.length);
        all[bounds.length] = Double.POSITIVE_INFINITY;
        return all;
    }

    /// How many values are in each class and not in the one before.
    public long[] counts() {
        long[] all = new long[counts.length];
        for (int index = 0; index < all.length; index++) {
            all[index] = counts[index].sum();
        }
        return all;
    }

    /// The sum of all values.
    public double sum() {
        return sum.sum();
    }
}
