package io.gatehouse.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// A file of SQLite as a whole: a copy of a store, or one to be put in the place of a store.
public final class StoreFile {
    /// The name of the file in its folder.
    public static final String NAME = "store.db";

    private static final String NO_STORE = "The database in it is no store of Gatehouse.";

    static {
        NativeLibrary.use();
    }

    private StoreFile() {}

    /// Why a file cannot serve as a store; null when it can. Reads all of it.
    public static @Nullable String problem(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toUri());
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet check = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!check.next() || !check.getString(1).equals("ok")) {
                return "The database in it is damaged.";
            }
            if (!complete(statement)) {
                return NO_STORE;
            }
            int version = Schema.version(connection);
            if (version == 0) {
                return NO_STORE;
            }
            return version > Schema.NEWEST
                    ? "It is from a newer version of Gatehouse. Restore it with that version."
                    : null;
        } catch (SQLException unreadable) {
            return "The database in it is damaged.";
        }
    }

    private static boolean complete(Statement statement) {
        try {
            for (String table : Schema.FIRST) {
                statement.executeQuery("SELECT count(*) FROM " + table).close();
            }
            return true;
        } catch (SQLException missing) {
            return false;
        }
    }
}
