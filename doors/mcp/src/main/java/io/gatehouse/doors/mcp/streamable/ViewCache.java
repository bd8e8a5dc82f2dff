package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Remembers the objects that nearly every request of a client repeats, so that they are not read again. Safe for
/// use by several threads.
final class ViewCache {
    private static final int SLOTS = 256;
    private static final int MAX_BYTES = 1024;

    private final AtomicReferenceArray<@Nullable ObjectView> slots = new AtomicReferenceArray<>(SLOTS);

    /// The object, or null when there is none or it names a key twice.
    @Nullable
    ObjectView object(@Nullable Slice json) {
        if (json == null) {
            return null;
        }
        if (json.length() > MAX_BYTES) {
            return read(json);
        }
        int hash = json.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        ObjectView known = slots.get(slot);
        if (known != null && known.whole().equals(json)) {
            return known;
        }
        ObjectView fresh = read(json.compact());
        if (fresh != null) {
            slots.set(slot, fresh);
        }
        return fresh;
    }

    private static @Nullable ObjectView read(Slice json) {
        try {
            return ObjectView.read(json);
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }
}
