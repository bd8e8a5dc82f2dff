package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What several servers behind one endpoint have in common.
///
/// @param ttlMillis the smallest time that any of them lets its lists be kept
/// @param cacheScope private if any of them is, and where callers do not see the same
record SharedTraits(long ttlMillis, CacheScope cacheScope) {
    /// How long a client may keep a list when no server says so, told to modern clients.
    private static final long LIST_TTL_MILLIS = 0;

    /// How much of each server's instructions is passed on, in bytes of UTF-8.
    private static final int INSTRUCTIONS_BYTES = 2_048;

    /// @param everybody whether all callers see the same
    static SharedTraits of(Collection<Snapshot> snapshots, boolean everybody) {
        long ttl = Long.MAX_VALUE;
        CacheScope scope = everybody ? CacheScope.PUBLIC : CacheScope.PRIVATE;
        for (Snapshot snapshot : snapshots) {
            boolean modern = snapshot.revision() != null && snapshot.revision().modern();
            ttl = Math.min(ttl, modern ? snapshot.ttlMillis() : LIST_TTL_MILLIS);
            if (snapshot.cacheScope() == CacheScope.PRIVATE) {
                scope = CacheScope.PRIVATE;
            }
        }
        return ttl == Long.MAX_VALUE
                ? new SharedTraits(LIST_TTL_MILLIS, CacheScope.PRIVATE)
                : new SharedTraits(ttl, scope);
    }

    /// The toolset's own instructions, then those of all servers, each under a heading of its own and cut to
    /// [#INSTRUCTIONS_BYTES]; those of a single server stand as they are. Null when there are none.
    static @Nullable String instructions(@Nullable String own, Map<Upstream, Snapshot> snapshots) {
        List<String> parts = new ArrayList<>();
        if (own != null && !own.isBlank()) {
            parts.add(own.strip());
        }
        snapshots.forEach((upstream, snapshot) -> {
            String text = snapshot.instructions();
            if (text != null && !text.isBlank()) {
                parts.add(snapshots.size() == 1 ? text : "## " + upstream.name() + "\n\n" + cut(text));
            }
        });
        return parts.isEmpty() ? null : String.join("\n\n", parts);
    }

    private static String cut(String text) {
        String whole = ShortText.ofBytes(text, INSTRUCTIONS_BYTES);
        return whole.length() == text.length() ? text : ShortText.ofBytes(text, INSTRUCTIONS_BYTES - 3) + "…";
    }
}
