package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Slice;

/// One entry of a list as clients get it. Forms without a difference are the same object.
///
/// @param modern for clients of 2026-07-28
/// @param withTasks for clients of 2025-11-25
/// @param older for clients of earlier revisions
record ListEntry(Slice modern, Slice withTasks, Slice older) {
    /// An entry that is the same for all.
    static ListEntry of(Slice definition) {
        return new ListEntry(definition, definition, definition);
    }

    /// The entry in this form.
    Slice in(ListForm form) {
        return switch (form) {
            case MODERN -> modern;
            case WITH_TASKS -> withTasks;
            case OLDER -> older;
        };
    }
}
