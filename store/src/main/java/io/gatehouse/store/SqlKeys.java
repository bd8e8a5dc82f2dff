package io.gatehouse.store;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// The keys of callers in tables.
final class SqlKeys implements StoredKeys {
    private static final String ID_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 16;
    /// What separates the entries of a list, which have no control characters.
    static final String LINE = "\n";

    private static final String KEYS = """
            SELECT k.*, s.digest, s.valid_until
            FROM caller_keys k LEFT JOIN caller_key_secrets s ON s.key_id = k.id
            """;

    private final Database database;
    private final KeyRoom room;
    private final SecureRandom random = new SecureRandom();

    SqlKeys(Database database, KeyRoom room) {
        this.database = database;
        this.room = room;
    }

    @Override
    public KeyChange add(KeyGrant grant, String sha256, Instant now) throws StoreAwayException {
        Bounds.checkDigest(sha256);
        String much = grant.tooMuch();
        if (much != null) {
            throw new IllegalArgumentException(much);
        }
        String id = id();
        return database.write(handle -> {
            long version = nextVersion(handle);
            if (exists(
                    handle,
                    "SELECT 1 FROM caller_keys WHERE tenant = ? AND name = ? AND revoked IS NULL",
                    grant.tenant(),
                    grant.name())) {
                return new KeyChange.NameTaken();
            }
            if (secretTaken(handle, sha256)) {
                return new KeyChange.SecretTaken();
            }
            String full = room.refusal(handle, grant.tenant(), now);
            if (full != null) {
                return new KeyChange.Full(full);
            }
            handle.createUpdate("""
                            INSERT INTO caller_keys
                                (id, tenant, name, roles, scopes, addresses, created, expires, act_for, claims,
                                    version)
                            VALUES (:id, :tenant, :name, :roles, :scopes, :addresses, :created, :expires, :actFor,
                                :claims, :version)
                            """)
                    .bind("id", id)
                    .bind("tenant", grant.tenant())
                    .bind("name", grant.name())
                    .bind("roles", String.join(LINE, new TreeSet<>(grant.roles())))
                    .bind("scopes", String.join(LINE, new TreeSet<>(grant.scopes())))
                    .bind("addresses", String.join(LINE, grant.addresses()))
                    .bind("created", now.toEpochMilli())
                    .bind("expires", millis(grant.expires()))
                    .bind("actFor", String.join(LINE, grant.acting().actFor()))
                    .bind(
                            "claims",
                            String.join(LINE, KeyRows.lines(grant.acting().claims())))
                    .bind("version", version)
                    .execute();
            addSecret(handle, id, sha256);
            room.forget(handle, grant.tenant(), now);
            return changed(handle, id);
        });
    }

    @Override
    public KeyChange rotate(String id, String sha256, Instant until, Instant now) throws StoreAwayException {
        Bounds.checkDigest(sha256);
        if (!Bounds.id(id)) {
            return new KeyChange.NoSuchKey();
        }
        return database.write(handle -> {
            long version = nextVersion(handle);
            if (secretTaken(handle, sha256)) {
                return new KeyChange.SecretTaken();
            }
            String full = until.isAfter(now) ? room.refusalOfSecret(handle, id, now) : null;
            if (full != null) {
                return new KeyChange.Full(full);
            }
            int found =
                    handle.execute("UPDATE caller_keys SET version = ? WHERE id = ? AND revoked IS NULL", version, id);
            if (found == 0) {
                return new KeyChange.NoSuchKey();
            }
            if (until.isAfter(now)) {
                handle.execute(
                        "DELETE FROM caller_key_secrets WHERE key_id = ? AND valid_until <= ?", id, now.toEpochMilli());
                handle.execute(
                        "UPDATE caller_key_secrets SET valid_until = ?"
                                + " WHERE key_id = ? AND (valid_until IS NULL OR valid_until > ?)",
                        until.toEpochMilli(),
                        id,
                        until.toEpochMilli());
            } else {
                handle.execute("DELETE FROM caller_key_secrets WHERE key_id = ?", id);
            }
            addSecret(handle, id, sha256);
            return changed(handle, id);
        });
    }

    @Override
    public KeyChange revoke(String id, Instant now) throws StoreAwayException {
        if (!Bounds.id(id)) {
            return new KeyChange.NoSuchKey();
        }
        return database.write(handle -> {
            long version = nextVersion(handle);
            handle.execute(
                    "UPDATE caller_keys SET revoked = ?, version = ? WHERE id = ? AND revoked IS NULL",
                    now.toEpochMilli(),
                    version,
                    id);
            return changed(handle, id);
        });
    }

    /// In the order of their ids, so that two gateways that do this at once wait for each other and not in a circle.
    @Override
    public void noteUses(Map<String, Instant> uses) throws StoreAwayException {
        if (uses.isEmpty()) {
            return;
        }
        database.write(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    UPDATE caller_keys SET last_use = :at WHERE id = :id AND (last_use IS NULL OR last_use < :at)
                    """);
            new TreeMap<>(uses)
                    .forEach((id, at) ->
                            batch.bind("id", id).bind("at", at.toEpochMilli()).add());
            return batch.execute();
        });
    }

    @Override
    public List<StoredKey> list() throws StoreAwayException {
        return database.read(handle -> query(handle, "ORDER BY k.created, k.id"));
    }

    @Override
    public @Nullable StoredKey get(String id) throws StoreAwayException {
        return Bounds.id(id) ? database.read(handle -> first(query(handle, "WHERE k.id = ?", id))) : null;
    }

    @Override
    public @Nullable StoredKey find(String sha256) throws StoreAwayException {
        Bounds.checkDigest(sha256);
        return database.read(handle ->
                first(query(handle, "WHERE k.id = (SELECT key_id FROM caller_key_secrets WHERE digest = ?)", sha256)));
    }

    @Override
    public KeyChanges changesSince(long version) throws StoreAwayException {
        return database.read(handle -> version > 0 && version(handle) == version
                ? new KeyChanges(version, false, List.of())
                : changesSince(version, handle));
    }

    /// One statement, so that the version and the keys are of the same moment.
    private static KeyChanges changesSince(long version, Handle handle) {
        return handle.createQuery("""
                        SELECT v.version AS newest, k.*, s.digest, s.valid_until
                        FROM versions v
                        LEFT JOIN caller_keys k
                            ON v.version < :since OR k.version > :since
                        LEFT JOIN caller_key_secrets s ON s.key_id = k.id
                        WHERE v.name = 'caller_keys'
                        ORDER BY k.version, k.id
                        """).bind("since", version).scanResultSet((rows, context) -> {
            KeyRows keys = new KeyRows();
            long current = 0;
            ResultSet row = rows.get();
            while (row.next()) {
                current = row.getLong("newest");
                if (row.getString("id") != null) {
                    keys.add(row);
                }
            }
            return new KeyChanges(current, version == 0 || current < version, keys.all());
        });
    }

    @Override
    public boolean everHadKeys() throws StoreAwayException {
        return database.read(handle -> exists(handle, "SELECT 1 FROM caller_keys LIMIT 1"));
    }

    /// Takes the next version, and keeps others from taking one before the transaction has ended.
    private static long nextVersion(Handle handle) {
        handle.execute("UPDATE versions SET version = version + 1 WHERE name = 'caller_keys'");
        return version(handle);
    }

    private static long version(Handle handle) {
        return handle.createQuery("SELECT version FROM versions WHERE name = 'caller_keys'")
                .mapTo(Long.class)
                .one();
    }

    private static boolean exists(Handle handle, String sql, Object... bound) {
        return handle.select(sql, bound).mapTo(Integer.class).findFirst().isPresent();
    }

    private static boolean secretTaken(Handle handle, String sha256) {
        return exists(handle, "SELECT 1 FROM caller_key_secrets WHERE digest = ?", sha256);
    }

    private static void addSecret(Handle handle, String id, String sha256) {
        handle.execute("INSERT INTO caller_key_secrets (digest, key_id) VALUES (?, ?)", sha256, id);
    }

    private static KeyChange changed(Handle handle, String id) {
        StoredKey key = first(query(handle, "WHERE k.id = ?", id));
        return key == null ? new KeyChange.NoSuchKey() : new KeyChange.Done(key);
    }

    private static @Nullable StoredKey first(List<StoredKey> keys) {
        return keys.isEmpty() ? null : keys.getFirst();
    }

    private static List<StoredKey> query(Handle handle, String end, Object... bound) {
        return handle.select(KEYS + end, bound).scanResultSet((rows, context) -> {
            KeyRows keys = new KeyRows();
            ResultSet row = rows.get();
            while (row.next()) {
                keys.add(row);
            }
            return keys.all();
        });
    }

    private String id() {
        StringBuilder id = new StringBuilder();
        for (int at = 0; at < ID_LENGTH; at++) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
