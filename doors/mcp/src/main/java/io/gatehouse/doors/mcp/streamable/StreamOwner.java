package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Revision;

/// Whose stream it is. Nobody else can resume it, nor in another session or toolset.
record StreamOwner(Session session, Caller caller, String toolset) {

    /// Whether the revision has streams that can be resumed (2025-03-26, resumability).
    boolean resumes() {
        return session.peer().revision().compareTo(Revision.R2025_03_26) >= 0;
    }

    /// Whether a stream begins with an event that has an id and no data (2025-11-25). Earlier clients would read the
    /// empty data as JSON.
    boolean primed() {
        return session.peer().revision().compareTo(Revision.R2025_11_25) >= 0;
    }
}
