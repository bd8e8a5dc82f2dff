package io.gatehouse.doors.front.replicas;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a replica says of itself with each answer to another.
///
/// @param replica who answers
/// @param stopping whether it takes no new work any more
/// @param yes whether it holds what it was asked for
record Told(long replica, boolean stopping, boolean yes) {
    static final int BYTES = Long.BYTES + 2;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(replica)
                .put((byte) (stopping ? 1 : 0))
                .put((byte) (yes ? 1 : 0))
                .array();
    }

    static @Nullable Told read(byte[] bytes) {
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Told(buffer.getLong(), buffer.get() == 1, buffer.get() == 1);
    }
}
