package io.gatehouse.doors.admin;

import io.gatehouse.protocol.Json;
import io.gatehouse.store.KeyActing;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Keys of callers as JSON, in answers of the admin API and as commands print them.
public final class KeyJson {
    private KeyJson() {}

    /// What became of a key by now: `active`, `expired` or `revoked`.
    public static String state(StoredKey key, Instant now) {
        if (key.revoked() != null) {
            return "revoked";
        }
        return key.live(now) ? "active" : "expired";
    }

    /// All of a key but its secret, as an object.
    public static String of(StoredKey key, Instant now) {
        KeyGrant grant = key.grant();
        return "{\"id\":" + Json.quote(key.id())
                + ",\"name\":" + Json.quote(grant.name())
                + ",\"tenant\":" + Json.quote(grant.tenant())
                + ",\"state\":" + Json.quote(state(key, now))
                + ",\"roles\":" + array(new TreeSet<>(grant.roles()))
                + ",\"scopes\":" + array(new TreeSet<>(grant.scopes()))
                + ",\"addresses\":" + array(grant.addresses())
                + ",\"actFor\":" + array(grant.acting().actFor())
                + ",\"claims\":" + claims(grant.acting().claims())
                + ",\"created\":" + time(key.created())
                + ",\"expires\":" + time(grant.expires())
                + ",\"lastUse\":" + time(key.lastUse())
                + ",\"revoked\":" + time(key.revoked())
                + "}";
    }

    /// A key with its secret, as an object.
    public static String made(StoredKey key, String secret, Instant now) {
        return "{\"key\":" + Json.quote(secret) + "," + of(key, now).substring(1);
    }

    /// A key of the configuration, as an object.
    public static String configured(String name) {
        return "{\"name\":" + Json.quote(name) + ",\"state\":\"active\",\"source\":\"configuration\"}";
    }

    /// The key that [#of(StoredKey, Instant)] wrote; its secrets are not known.
    public static StoredKey read(JsonNode json) {
        KeyGrant grant = new KeyGrant(
                json.path("tenant").asString(""),
                json.path("name").asString(""),
                new HashSet<>(texts(json.path("roles"))),
                new HashSet<>(texts(json.path("scopes"))),
                texts(json.path("addresses")),
                time(json.path("expires")),
                new KeyActing(texts(json.path("actFor")), claims(json.path("claims"))));
        Instant created = time(json.path("created"));
        return new StoredKey(
                json.path("id").asString(""),
                grant,
                List.of(),
                created == null ? Instant.EPOCH : created,
                time(json.path("lastUse")),
                time(json.path("revoked")),
                0);
    }

    private static Map<String, List<String>> claims(JsonNode object) {
        Map<String, List<String>> all = new TreeMap<>();
        object.properties().forEach(claim -> all.put(claim.getKey(), texts(claim.getValue())));
        return all;
    }

    private static String claims(Map<String, List<String>> claims) {
        return new TreeMap<>(claims)
                .entrySet().stream()
                        .map(claim -> Json.quote(claim.getKey()) + ":" + array(claim.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(text -> text.asString("")).toList();
    }

    private static @Nullable Instant time(JsonNode text) {
        return text.isString() ? Instant.parse(text.asString()) : null;
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "null" : Json.quote(time.toString());
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
