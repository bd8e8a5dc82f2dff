package io.gatehouse.app.keys;

import io.gatehouse.doors.admin.KeyJson;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoredKey;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeSet;

/// Keys as commands print them.
final class KeyText {
    private KeyText() {}

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
        return KeyJson.made(key, secret, Instant.now()) + "\n";
    }

    static String sorted(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
