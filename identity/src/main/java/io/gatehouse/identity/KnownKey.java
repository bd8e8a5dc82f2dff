package io.gatehouse.identity;

import io.gatehouse.http.address.AddressRange;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoredKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A stored key, whoever shows it, and when it was last used.
final class KnownKey {
    private static final System.Logger LOG = System.getLogger(StoredCallers.class.getName());
    private static final String OPERATOR = "admin:";

    private final StoredKey key;
    private final Caller caller;
    /// Null when they cannot be read, so that the key opens nothing.
    private final @Nullable List<AddressRange> ranges;

    private final AtomicLong used;
    private final AtomicLong noted;

    KnownKey(StoredKey key, @Nullable KnownKey before) {
        this.key = key;
        this.caller = caller(key);
        this.ranges = ranges(key);
        this.used = before == null ? new AtomicLong() : before.used;
        this.noted = before == null ? new AtomicLong() : before.noted;
    }

    private static Caller caller(StoredKey key) {
        KeyGrant grant = key.grant();
        return new Caller(
                CallerId.ofStoredKey(key.id(), grant.name(), grant.tenant()),
                "",
                grant.roles(),
                grant.scopes(),
                Map.copyOf(grant.acting().claims()),
                "",
                "");
    }

    private static @Nullable List<AddressRange> ranges(StoredKey key) {
        try {
            return key.grant().addresses().stream().map(AddressRange::of).toList();
        } catch (IllegalArgumentException unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The key " + key.id()
                            + " opens nothing, because an address range of it cannot be read. Revoke it.");
            return null;
        }
    }

    StoredKey key() {
        return key;
    }

    Caller caller() {
        return caller;
    }

    boolean operator() {
        return caller.scopes().stream().anyMatch(scope -> scope.startsWith(OPERATOR));
    }

    /// Whether it may be used from an address.
    boolean from(Supplier<String> address) {
        List<AddressRange> allowed = ranges;
        if (allowed == null || allowed.isEmpty()) {
            return allowed != null;
        }
        String text = address.get();
        int zone = text.indexOf('%');
        InetAddress client = AddressRange.address(zone < 0 ? text : text.substring(0, zone));
        return client != null && allowed.stream().anyMatch(range -> range.contains(client));
    }

    void used(Instant now) {
        used.set(now.toEpochMilli());
    }

    /// The last use that was not taken before; null for none.
    @Nullable
    Instant takeUse() {
        long last = used.get();
        return noted.getAndSet(last) == last ? null : Instant.ofEpochMilli(last);
    }
}
