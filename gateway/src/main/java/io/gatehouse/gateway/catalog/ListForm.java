package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Revision;

/// In which form a client gets the entries of a list.
public enum ListForm {
    /// For clients of 2026-07-28.
    MODERN,
    /// For clients of 2025-11-25, which are told which tools can be called as tasks.
    WITH_TASKS,
    /// For clients of earlier revisions.
    OLDER;

    /// The form for clients of this revision.
    public static ListForm of(Revision client) {
        return switch (client) {
            case R2026_07_28 -> MODERN;
            case R2025_11_25 -> WITH_TASKS;
            case R2025_06_18, R2025_03_26, R2024_11_05 -> OLDER;
        };
    }
}
