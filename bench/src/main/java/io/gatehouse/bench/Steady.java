package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.List;

/// Load until what a request costs stands, because Gatehouse's code is compiled while it runs.
final class Steady {
    private static final int SLICES = 4;
    private static final double WITHIN = 0.05;

    private Steady() {}

    /// Some seconds of load.
    interface Slice {
        /// @return the CPU time of one request, in any unit
        double run() throws Exception;
    }

    /// Repeats a slice until the last few differ by a twentieth at most.
    ///
    /// @param most slices that are run in any case
    static void await(int most, Slice slice) throws Exception {
        List<Double> costs = new ArrayList<>();
        do {
            costs.add(slice.run());
        } while (costs.size() < most && !stands(costs));
    }

    static boolean stands(List<Double> costs) {
        if (costs.size() < SLICES) {
            return false;
        }
        Spread last = Spread.of(costs.subList(costs.size() - SLICES, costs.size()));
        return last.high() - last.low() <= WITHIN * last.median();
    }
}
