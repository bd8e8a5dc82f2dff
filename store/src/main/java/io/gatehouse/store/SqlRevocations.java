package io.gatehouse.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Revoked tokens in a table.
final class SqlRevocations implements StoredRevocations {
    private static final String VERSION = "SELECT version FROM versions WHERE name = 'revoked_tokens'";

    private final Database database;

    SqlRevocations(Database database) {
        this.database = database;
    }

    @Override
    public void add(String id, Instant ends, Instant now) throws StoreAwayException {
        Bounds.check("The id of a token", id);
        database.write(handle -> {
            handle.execute("UPDATE versions SET version = version + 1 WHERE name = 'revoked_tokens'");
            handle.execute("DELETE FROM revoked_tokens WHERE ends <= ?", now.toEpochMilli());
            return handle.execute(
                    "INSERT INTO revoked_tokens (id, ends, version) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                    id,
                    ends.toEpochMilli(),
                    version(handle));
        });
    }

    /// A version that is lower than the last one is that of an older copy: all of it is read again.
    @Override
    public Revocations since(long version) throws StoreAwayException {
        return database.read(handle -> {
            long current = version(handle);
            if (version > 0 && current == version) {
                return new Revocations(version, Map.of());
            }
            Map<String, Instant> found = new HashMap<>();
            handle.select("SELECT id, ends FROM revoked_tokens WHERE version > ?", current < version ? 0 : version)
                    .map((row, context) -> Map.entry(row.getString("id"), Instant.ofEpochMilli(row.getLong("ends"))))
                    .forEach(each -> found.put(each.getKey(), each.getValue()));
            return new Revocations(current, found);
        });
    }

    private static long version(Handle handle) {
        return handle.createQuery(VERSION).mapTo(Long.class).one();
    }
}
