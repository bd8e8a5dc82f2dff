package io.gatehouse.gateway.catalog;

/// Work that may still be spent on what strangers sent, in units of a few nanoseconds. For one thread.
final class WorkBudget {
    private long left;

    WorkBudget(long left) {
        this.left = left;
    }

    /// Takes some of it; false, and nothing is left, when there is not enough.
    boolean spend(long some) {
        left = some > left ? 0 : left - some;
        return left > 0;
    }

    /// Whether nothing is left.
    boolean spent() {
        return left == 0;
    }
}
