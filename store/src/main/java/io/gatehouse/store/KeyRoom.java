package io.gatehouse.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// How many keys are stored: every gateway has all of them in memory.
///
/// @param ofTenant how many keys of one tenant that have not ended
/// @param inAll how many that have not ended; also of those that belong to no tenant
record KeyRoom(int ofTenant, int inAll) {
    /// What stores have.
    static final KeyRoom USUAL = new KeyRoom(1_000, 10_000);
    /// How many secrets a key has that are valid.
    static final int SECRETS = 20;

    private static final Duration ENDED_KEPT = Duration.ofDays(30);
    /// In which every gateway hears that a key was revoked.
    private static final Duration HEARD = Duration.ofMinutes(1);

    private static final String LIVE = "revoked IS NULL AND (expires IS NULL OR expires > ?)";
    private static final String ENDED = "(revoked <= ? OR expires <= ?)";
    /// Both databases want a number where an offset is given.
    private static final String LATEST_FIRST =
            " ORDER BY COALESCE(revoked, expires) DESC, id LIMIT 1000000000 OFFSET ?";

    /// Why no further key of a tenant is stored; null when there is room.
    @Nullable
    String refusal(Handle handle, String tenant, Instant now) {
        long end = now.toEpochMilli();
        int most = most(tenant);
        if (count(handle, LIVE + " AND tenant = ?", end, tenant) >= most) {
            String whose = tenant.isEmpty() ? "There are " : "The tenant has ";
            return String.format(
                    Locale.ROOT,
                    "%s%,d keys%s. Revoke those that are not needed.",
                    whose,
                    most,
                    tenant.isEmpty() ? " without a tenant" : "");
        }
        return count(handle, LIVE, end) >= inAll
                ? String.format(Locale.ROOT, "There are %,d keys. Revoke those that are not needed.", inAll)
                : null;
    }

    /// Why a key gets no further secret beside those it has; null when there is room.
    @Nullable
    String refusalOfSecret(Handle handle, String id, Instant now) {
        long valid = handle.select(
                        "SELECT COUNT(*) FROM caller_key_secrets"
                                + " WHERE key_id = ? AND (valid_until IS NULL OR valid_until > ?)",
                        id,
                        now.toEpochMilli())
                .mapTo(Long.class)
                .one();
        return valid >= SECRETS
                ? "The key has " + SECRETS + " secrets that are valid. Rotate it without keeping the old ones."
                : null;
    }

    /// Deletes keys that ended a month ago, and the oldest of those that ended when there are too many. Leaves one key
    /// at least when it runs after another was stored.
    void forget(Handle handle, String tenant, Instant now) {
        long longAgo = now.minus(ENDED_KEPT).toEpochMilli();
        long heard = now.minus(HEARD).toEpochMilli();
        delete(handle, ENDED, longAgo, longAgo);
        delete(handle, ENDED + " AND tenant = ?" + LATEST_FIRST, heard, heard, tenant, most(tenant));
        delete(handle, ENDED + LATEST_FIRST, heard, heard, inAll);
    }

    private int most(String tenant) {
        return tenant.isEmpty() ? inAll : ofTenant;
    }

    private static void delete(Handle handle, String which, Object... bound) {
        String ids = "(SELECT id FROM caller_keys WHERE " + which + ")";
        handle.execute("DELETE FROM caller_key_secrets WHERE key_id IN " + ids, bound);
        handle.execute("DELETE FROM caller_keys WHERE id IN " + ids, bound);
    }

    private static long count(Handle handle, String which, Object... bound) {
        return handle.select("SELECT COUNT(*) FROM caller_keys WHERE " + which, bound)
                .mapTo(Long.class)
                .one();
    }
}
