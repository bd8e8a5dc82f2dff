package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Slice;

/// One entry of a list as clients get it.
///
/// @param modern for clients of 2026-07-28
/// @param legacy for clients of earlier revisions; the same object where there is no difference
record ListEntry(Slice modern, Slice legacy) {
    /// An entry that is the same for all.
    static ListEntry of(Slice definition) {
        return new ListEntry(definition, definition);
    }
}
