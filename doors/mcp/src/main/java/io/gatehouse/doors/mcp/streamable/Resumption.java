package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// Makes the answer to one POST resumable, if there is room.
///
/// @param id of the one request that it answers, or null
record Resumption(
        KeptStreams streams, StreamOwner owner, @Nullable Slice id) {
    /// @param body bytes of the POST, which are held as long as it is being answered
    @Nullable
    KeptStream open(KeptStream.Source source, int body) {
        return streams.open(owner, id == null ? EventId.SEVERAL : EventId.requestOf(id), source, body);
    }
}
