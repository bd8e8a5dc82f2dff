package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The revisions that are spoken with clients.
///
/// @param spoken at least one
public record Revisions(Set<Revision> spoken) {
    /// Every revision.
    public static final Revisions ALL = new Revisions(EnumSet.allOf(Revision.class));

    /// @throws IllegalArgumentException when there is none
    public Revisions {
        if (spoken.isEmpty()) {
            throw new IllegalArgumentException("a server speaks at least one revision");
        }
        spoken = Set.copyOf(spoken);
    }

    boolean modern() {
        return spoken.stream().anyMatch(Revision::modern);
    }

    boolean legacy() {
        return !spoken.stream().allMatch(Revision::modern);
    }

    /// The revision to speak with a client whose `initialize` asks for this one: it if we know it, else our newest
    /// (2025-11-25, lifecycle, version negotiation).
    Revision negotiate(String requested) {
        return Revision.of(requested)
                .filter(known -> !known.modern() && spoken.contains(known))
                .orElseGet(() -> Revision.newestFirst().stream()
                        .filter(known -> !known.modern() && spoken.contains(known))
                        .findFirst()
                        .orElse(Revision.NEWEST_LEGACY));
    }

    /// The revision that a request names in its own `_meta`; null when that is not spoken here.
    public @Nullable Revision named(String version) {
        Revision known = Revision.of(version).orElse(null);
        return known != null && known.modern() && spoken.contains(known) ? known : null;
    }

    /// The revisions that a request may name in its own `_meta`, as a JSON array.
    String modernVersions() {
        return Revision.newestFirst().stream()
                .filter(known -> known.modern() && spoken.contains(known))
                .map(known -> Json.quote(known.id()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// What a client is told that names another: which it may use instead.
    public RpcError unsupported(String requested) {
        String shown = Methods.shortened(requested);
        String versions = modernVersions();
        return new RpcError(
                ErrorCode.UNSUPPORTED_VERSION,
                "Protocol version " + shown + " is not supported here. Use one of " + versions
                        + (legacy() ? ", or start a session with initialize." : "."),
                "{\"supported\":" + versions + ",\"requested\":" + Json.quote(shown) + "}");
    }
}
