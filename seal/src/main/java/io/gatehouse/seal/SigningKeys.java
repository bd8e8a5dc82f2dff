package io.gatehouse.seal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keys that sign for one purpose, one for each key of a ring: the newest signs, all check. So they live in the same
/// file, change with it, and are the same in all replicas that share seal keys.
public final class SigningKeys {
    private final KeyRing ring;
    private final String purpose;
    private final Map<SealKey, SigningKey> made = new ConcurrentHashMap<>();

    /// @param purpose what is signed; no two uses of the same ring have one in common
    public SigningKeys(KeyRing ring, String purpose) {
        this.ring = ring;
        this.purpose = purpose;
    }

    /// The key that signs.
    public SigningKey newest() {
        return of(ring.newest());
    }

    /// All whose signatures count.
    public List<SigningKey> all() {
        List<SealKey> current = ring.all();
        made.keySet().retainAll(current);
        return current.stream().map(this::of).toList();
    }

    /// The key of this name; null when there is none whose signatures count.
    public @Nullable SigningKey find(String id) {
        for (SealKey key : ring.all()) {
            if (key.name().equals(id)) {
                return of(key);
            }
        }
        return null;
    }

    private SigningKey of(SealKey key) {
        return made.computeIfAbsent(key, each -> SigningKey.of(each, purpose));
    }
}
