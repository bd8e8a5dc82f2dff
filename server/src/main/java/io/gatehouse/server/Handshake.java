package io.gatehouse.server;

import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What transports answer to `initialize` and `server/discover`.
final class Handshake {
    /// The revisions that a request may name in its own `_meta`, as a JSON array.
    static final String MODERN_VERSIONS = Revision.newestFirst().stream()
            .filter(Revision::modern)
            .map(revision -> Json.quote(revision.id()))
            .collect(Collectors.joining(",", "[", "]"));

    private Handshake() {}

    /// The revision to speak with a client that asks for this one: it if we know it, else our newest (2025-11-25,
    /// lifecycle, version negotiation).
    static Revision negotiate(String requested) {
        return Revision.of(requested).filter(revision -> !revision.modern()).orElse(Revision.NEWEST_LEGACY);
    }

    /// The response to `initialize`.
    static Response initialized(Identity identity, Revision revision) {
        return Response.result("{\"protocolVersion\":\"" + revision.id() + "\",\"capabilities\":"
                + identity.capabilities().text() + ",\"serverInfo\":"
                + identity.serverInfo().text() + instructions(identity.instructions()) + "}");
    }

    /// The response to `server/discover` (2026-07-28).
    static Response discovered(Identity identity) {
        return Response.result("{\"resultType\":\"complete\",\"supportedVersions\":" + MODERN_VERSIONS
                + ",\"capabilities\":" + identity.capabilities().text()
                + instructions(identity.instructions())
                + ",\"ttlMs\":" + identity.ttlMillis()
                + ",\"cacheScope\":\"" + identity.cacheScope().wire()
                + "\",\"_meta\":{\"" + Meta.SERVER_INFO + "\":"
                + identity.serverInfo().text() + "}}");
    }

    private static String instructions(@Nullable String instructions) {
        return instructions == null ? "" : ",\"instructions\":" + Json.quote(instructions);
    }
}
