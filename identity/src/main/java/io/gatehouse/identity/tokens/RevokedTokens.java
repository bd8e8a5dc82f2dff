package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.CallerToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Tokens of the gateway that were revoked, by their ids, until they would have ended anyway. Safe for use by several
/// threads.
final class RevokedTokens {
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    /// Whether a token was revoked, or one that it was made from.
    boolean has(CallerToken token) {
        return !ends.isEmpty() && any(token.ids());
    }

    private boolean any(List<String> ids) {
        for (String id : ids) {
            if (ends.containsKey(id)) {
                return true;
            }
        }
        return false;
    }

    /// Adds tokens.
    ///
    /// @param revoked when each of them ends by itself, by its id
    /// @return whether one of them is new
    boolean add(Map<String, Instant> revoked) {
        boolean added = false;
        for (Map.Entry<String, Instant> each : revoked.entrySet()) {
            added |= ends.put(each.getKey(), each.getValue()) == null;
        }
        return added;
    }

    /// Forgets those that have ended.
    void sweep(Instant now) {
        ends.values().removeIf(end -> !now.isBefore(end));
    }
}
