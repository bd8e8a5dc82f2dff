package io.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes keys of rows, each of which has a key and one of its secrets. Keeps the order of the keys.
final class KeyRows {
    private static final Comparator<StoredKey.Secret> CURRENT_FIRST =
            Comparator.comparing(StoredKey.Secret::until, Comparator.nullsFirst(Comparator.<Instant>reverseOrder()));

    private final Map<String, StoredKey> keys = new LinkedHashMap<>();
    private final Map<String, List<StoredKey.Secret>> secrets = new LinkedHashMap<>();

    void add(ResultSet row) throws SQLException {
        String id = row.getString("id");
        if (!keys.containsKey(id)) {
            keys.put(id, key(row));
        }
        String digest = row.getString("digest");
        if (digest != null) {
            secrets.computeIfAbsent(id, none -> new ArrayList<>())
                    .add(new StoredKey.Secret(digest, time(row, "valid_until")));
        }
    }

    List<StoredKey> all() {
        return keys.values().stream()
                .map(key -> key.with(secrets.getOrDefault(key.id(), List.of()).stream()
                        .sorted(CURRENT_FIRST)
                        .toList()))
                .toList();
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        KeyGrant grant = new KeyGrant(
                row.getString("tenant"),
                row.getString("name"),
                Set.copyOf(list(row, "roles")),
                Set.copyOf(list(row, "scopes")),
                list(row, "addresses"),
                time(row, "expires"),
                new KeyActing(list(row, "act_for"), claims(list(row, "claims"))));
        return new StoredKey(
                row.getString("id"),
                grant,
                List.of(),
                Instant.ofEpochMilli(row.getLong("created")),
                time(row, "last_use"),
                time(row, "revoked"),
                row.getLong("version"));
    }

    private static Map<String, List<String>> claims(List<String> lines) {
        Map<String, List<String>> claims = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            claims.computeIfAbsent(line.substring(0, equals), none -> new ArrayList<>())
                    .add(line.substring(equals + 1));
        }
        return claims;
    }

    /// The claims as they are stored: a value a line, in the order of their names.
    static List<String> lines(Map<String, List<String>> claims) {
        return new TreeMap<>(claims)
                .entrySet().stream()
                        .flatMap(claim -> claim.getValue().stream().map(value -> claim.getKey() + "=" + value))
                        .toList();
    }

    private static List<String> list(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text.isEmpty() ? List.of() : List.of(text.split(SqlKeys.LINE));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
