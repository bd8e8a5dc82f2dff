package io.gatehouse.store;

import java.util.List;

/// What happened to the keys since a version.
///
/// @param version the current one, from which to ask the next time
/// @param all whether these are all keys there are, so that others are gone: when everything was asked for, or the
/// store
///     was replaced by an older one
/// @param keys those that changed, as they are now, in the order of their last change
public record KeyChanges(long version, boolean all, List<StoredKey> keys) {
    public KeyChanges {
        keys = List.copyOf(keys);
    }
}
