package io.gatehouse.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The version of a store's tables, read without Flyway, which takes long to load.
final class Schema {
    /// The newest version, which is that of the last file in `migrations/`.
    static final int NEWEST = 4;
    /// The table in which Flyway notes what it has done.
    static final String HISTORY = "flyway_schema_history";

    /// The tables of the first version, which every later one has.
    static final List<String> FIRST = List.of("versions", "caller_keys", "caller_key_secrets");

    private static final String[] TABLES = {"TABLE"};

    private Schema() {}

    /// The version of the tables; 0 when there are none.
    static int version(Connection connection) throws SQLException {
        if (!exists(connection)) {
            return 0;
        }
        int version = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, success FROM " + HISTORY)) {
            while (rows.next()) {
                String text = rows.getString(1);
                if (text != null && rows.getBoolean(2)) {
                    version = Math.max(version, number(text));
                }
            }
        }
        return version;
    }

    /// A version that cannot be read is from another program.
    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), HISTORY, TABLES)) {
            return tables.next();
        }
    }
}
