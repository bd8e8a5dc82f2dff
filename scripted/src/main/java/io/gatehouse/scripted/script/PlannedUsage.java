package io.gatehouse.scripted.script;

import org.jspecify.annotations.Nullable;

/// Numbers that a turn reports in the place of those that were counted; null keeps a count.
public record PlannedUsage(
        @Nullable Integer input,
        @Nullable Integer output,
        @Nullable Integer cacheRead,
        @Nullable Integer cacheCreation) {
    static final PlannedUsage COUNTED = new PlannedUsage(null, null, null, null);
}
