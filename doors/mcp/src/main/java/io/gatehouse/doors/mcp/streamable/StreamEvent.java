package io.gatehouse.doors.mcp.streamable;

import org.jspecify.annotations.Nullable;

/// An event of a stream.
///
/// @param number its place in the stream, from 1; 0 for what is sent beside the stream's own events
/// @param id sealed, or null when nothing can be resumed from it
/// @param data a JSON-RPC message, or empty
record StreamEvent(long number, @Nullable String id, byte[] data) {
    /// What an event takes in memory beside its data, roughly: objects, and the id.
    private static final int OVERHEAD = 256;

    int size() {
        return data.length + OVERHEAD;
    }
}
