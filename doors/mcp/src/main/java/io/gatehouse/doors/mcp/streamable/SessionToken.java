package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.seal.ReplicaId;
import org.jspecify.annotations.Nullable;

/// What a sealed session token says. Toolset and caller are not in it: it opens for the same ones only.
///
/// @param id the session's unguessable id
/// @param revision the revision that was agreed on in `initialize`
/// @param capabilities what the client declared
/// @param clientInfo what the client says that it is, or null when it was left out
/// @param issuedAt seconds since 1970
/// @param replica the process that began the session
public record SessionToken(
        String id,
        Revision revision,
        @Nullable ObjectView capabilities,
        @Nullable ObjectView clientInfo,
        long issuedAt,
        ReplicaId replica) {}
