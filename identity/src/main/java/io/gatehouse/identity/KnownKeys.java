package io.gatehouse.identity;

import io.gatehouse.identity.StoredCallers.Found;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.store.KeyChanges;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The stored keys as they were at one moment.
///
/// @param version of the last change; 0 before the first answer of the store
/// @param required whether callers have to show a key
/// @param byId every key that exists, revoked ones too
/// @param byDigest each of them by the digests of its secrets
/// @param names of those that are not revoked
record KnownKeys(
        long version, boolean required, Map<String, KnownKey> byId, Map<String, KnownKey> byDigest, Set<String> names) {
    /// No keys are stored.
    static final KnownKeys NONE = new KnownKeys(0, false, Map.of(), Map.of(), Set.of());
    /// Nobody knows which keys are stored.
    static final KnownKeys UNREAD = new KnownKeys(0, true, Map.of(), Map.of(), Set.of());

    /// The same after changes. A key that was stored once keeps keys required.
    KnownKeys with(KeyChanges changes) {
        if (!changes.all() && changes.keys().isEmpty()) {
            return this;
        }
        Map<String, KnownKey> next = new HashMap<>(changes.all() ? Map.of() : byId);
        for (StoredKey key : changes.keys()) {
            next.put(key.id(), new KnownKey(key, byId.get(key.id())));
        }
        Map<String, KnownKey> digests = new HashMap<>();
        next.values().forEach(known -> known.key().secrets().forEach(secret -> digests.put(secret.sha256(), known)));
        boolean before = required && version > 0;
        return new KnownKeys(
                changes.version(),
                before || !next.isEmpty(),
                Map.copyOf(next),
                Map.copyOf(digests),
                next.values().stream()
                        .filter(known -> known.key().revoked() == null)
                        .map(known -> known.key().grant().name())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /// Whether something that could be done earlier cannot be done now: a secret no longer opens anything, or keys have
    /// become required.
    boolean endedSince(KnownKeys before, Instant earlier, Instant now) {
        return required && !before.required() || !ended(before, earlier, now).isEmpty();
    }

    /// The names of keys of which a secret opened something earlier and opens nothing now.
    Set<String> ended(KnownKeys before, Instant earlier, Instant now) {
        Set<String> names = new TreeSet<>();
        before.byDigest().forEach((digest, known) -> {
            if (known.key().opens(digest, earlier) && !opens(digest, now)) {
                names.add(known.caller().account());
            }
        });
        return names;
    }

    private boolean opens(String digest, Instant now) {
        KnownKey known = byDigest.get(digest);
        return known != null && known.key().opens(digest, now);
    }

    /// Looks for the key with a secret.
    ///
    /// @param address tells the client's address; null where it was checked before
    Found find(String digest, @Nullable Supplier<String> address, Instant now) {
        KnownKey known = byDigest.get(digest);
        if (known == null || known.key().revoked() != null) {
            return new Found.Nothing();
        }
        if (!known.key().opens(digest, now)) {
            return new Found.Expired();
        }
        if (address == null) {
            return new Found.Key(known.caller());
        }
        if (!known.from(address)) {
            return new Found.Elsewhere();
        }
        known.used(now);
        return new Found.Key(known.caller());
    }

    /// Whether a key has or had this secret.
    boolean has(String digest) {
        return byDigest.containsKey(digest);
    }

    /// The key of a caller that can be used; null when there is none.
    @Nullable
    KnownKey live(CallerId caller, Instant now) {
        KnownKey known = byId.get(caller.issuer());
        return known != null
                        && known.caller().id().equals(caller)
                        && known.key().live(now)
                ? known
                : null;
    }

    /// The last uses that were not taken before, by the id of the key.
    Map<String, Instant> takeUses() {
        Map<String, Instant> uses = new HashMap<>();
        byId.forEach((id, known) -> {
            Instant last = known.takeUse();
            if (last != null) {
                uses.put(id, last);
            }
        });
        return uses;
    }
}
