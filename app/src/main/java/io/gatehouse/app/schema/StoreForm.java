package io.gatehouse.app.schema;

import io.gatehouse.store.StorePlace;
import io.gatehouse.store.StoreSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The section `store`: where what must last is kept.
final class StoreForm extends Form<StoreSettings> {
    private static final int MOST_CONNECTIONS = 100;
    private static final int CONNECTIONS = 8;

    private final Field<String> url = field(
            "url",
            Kinds.secret("the URL of a database", Map.of("type", "string"), value -> value, ""),
            "PostgreSQL database that all replicas share: postgresql://USER:PASSWORD@HOST/DATABASE. Write ${NAME} for a"
                    + " variable or ${file:PATH} for a file. Default: the file store.db in the data folder.");
    private final Field<Integer> connections = field(
            "connections",
            Kinds.integer(1, MOST_CONNECTIONS),
            CONNECTIONS,
            "Maximum number of connections to the database.");

    StoreForm() {
        super("Where keys of callers are stored.");
    }

    @Override
    @Nullable
    StoreSettings build(Values values) {
        String place = values.require(url, "Name the database, or leave the section out to use the data folder.");
        if (place == null) {
            return null;
        }
        try {
            return StoreSettings.postgres(place).withConnections(values.get(connections));
        } catch (IllegalArgumentException wrong) {
            values.error(
                    url,
                    "is not the URL of a PostgreSQL database",
                    String.valueOf(wrong.getMessage()).replace(StorePlace.Postgres.WRONG, ""));
            return null;
        }
    }
}
