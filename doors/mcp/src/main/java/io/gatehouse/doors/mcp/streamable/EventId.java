package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.ReplicaId;
import org.jspecify.annotations.Nullable;

/// What the id of an event says.
///
/// @param replica the process that has the stream
/// @param stream its number there
/// @param number of the event in its stream; 0 is the beginning
/// @param request the id of the request that the stream answers, JSON; [#NONE] for the stream of a GET, [#SEVERAL] for
/// a
///     batch or an id that is too long
record EventId(ReplicaId replica, long stream, long number, String request) {
    static final String NONE = "";
    static final String SEVERAL = "[]";
    private static final int MOST_CHARACTERS = 64;

    /// How the id of a request is written in the ids of events.
    static String requestOf(Slice id) {
        return id.length() > MOST_CHARACTERS ? SEVERAL : id.text();
    }

    /// Whether the stream answers no request.
    boolean standalone() {
        return request.equals(NONE);
    }

    /// The id of the one request that the stream answers, or null.
    @Nullable
    Slice answers() {
        return request.equals(NONE) || request.equals(SEVERAL) ? null : Slice.of(request);
    }
}
