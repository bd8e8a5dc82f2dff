package io.gatehouse.app.keys;

import io.gatehouse.protocol.Json;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keys as commands print them.
final class KeyText {
    private KeyText() {}

    /// What became of a key by now: `active`, `expired` or `revoked`.
    static String state(StoredKey key, Instant now) {
        if (key.revoked() != null) {
            return "revoked";
        }
        return key.live(now) ? "active" : "expired";
    }

    /// A new key or a new secret, for people.
    static String made(StoredKey key, String secret) {
        KeyGrant grant = key.grant();
        StringBuilder text =
                new StringBuilder("The key of " + grant.name() + ", shown only once:\n\n  " + secret + "\n\n");
        if (!grant.roles().isEmpty()) {
            text.append("Roles: ").append(sorted(grant.roles())).append(".\n");
        }
        if (!grant.addresses().isEmpty()) {
            text.append("Only from ")
                    .append(String.join(", ", grant.addresses()))
                    .append(".\n");
        }
        if (!grant.acting().actFor().isEmpty()) {
            text.append("Acts for ")
                    .append(String.join(", ", grant.acting().actFor()))
                    .append(".\n");
        }
        Instant expires = grant.expires();
        return text.append(expires == null ? "It does not expire.\n" : "It expires at " + expires + ".\n")
                .toString();
    }

    /// The same for machines.
    static String json(StoredKey key, String secret) {
        return members(key, Instant.now()).replaceFirst("\\{", "{\"key\":" + Json.quote(secret) + ",") + "\n";
    }

    /// All of a key but its secret, as a JSON object.
    static String members(StoredKey key, Instant now) {
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

    static String sorted(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "null" : Json.quote(time.toString());
    }

    private static String claims(Map<String, List<String>> claims) {
        return new TreeMap<>(claims)
                .entrySet().stream()
                        .map(claim -> Json.quote(claim.getKey()) + ":" + array(claim.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
