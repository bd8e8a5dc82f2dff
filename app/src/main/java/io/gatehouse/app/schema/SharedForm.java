package io.gatehouse.app.schema;

import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.store.counts.RedisPlace;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The section `usage.shared`: where gateways count together.
final class SharedForm extends Form<SharedSettings> {
    private static final String STORE = "store";

    private final Field<String> url = field(
            "url",
            Kinds.secret("the URL of a Redis server", Map.of("type", "string"), value -> value, ""),
            "Redis or Valkey server, version 7 or newer: redis://USER:PASSWORD@HOST:PORT/DATABASE, or rediss:// for TLS."
                    + " Write ${NAME} for a variable or ${file:PATH} for a file; store for the database of the store.");
    private final Field<Path> authorities = field(
            "ca",
            Kinds.file(),
            "PEM file of the authorities that issued the server's certificate, in place of those of the Java runtime.");
    private final Field<Integer> lease = field(
            "lease-percent",
            Kinds.integer(0, 100),
            SharedSettings.PERCENT,
            "Percentage of each limit that a gateway takes in advance, at least what comes in 100 ms; 0 for one call at a"
                    + " time.");

    SharedForm() {
        super("Where several gateways count together.");
    }

    @Override
    @Nullable
    SharedSettings build(Values values) {
        String place = values.require(url, "Name the server, or write `store`.");
        if (place == null) {
            return null;
        }
        int percent = values.get(lease);
        Path ca = values.find(authorities);
        if (place.equals(STORE)) {
            if (ca != null) {
                values.error(authorities, "is for a Redis server", "Remove it.");
            }
            return new SharedSettings(null, percent);
        }
        try {
            return new SharedSettings(RedisPlace.of(place, ca), percent);
        } catch (IllegalArgumentException wrong) {
            values.error(
                    url,
                    "is not the URL of a Redis server",
                    String.valueOf(wrong.getMessage()).replace(RedisPlace.WRONG, ""));
            return null;
        }
    }
}
