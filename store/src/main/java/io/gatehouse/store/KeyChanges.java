package io.gatehouse.store;

import java.util.List;

/// What happened to the keys since a version.
///
/// @param version the current one, from which to ask the next time
/// @param all whether `keys` has all keys there are, so that keys that are not in it no longer exist. It does when all
///     were asked for, or when an older copy of the store was restored.
/// @param keys those that changed, as they are now, in the order of their last change
public record KeyChanges(long version, boolean all, List<StoredKey> keys) {
    public KeyChanges {
        keys = List.copyOf(keys);
    }
}
