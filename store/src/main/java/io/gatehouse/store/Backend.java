package io.gatehouse.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What differs between SQLite and PostgreSQL.
sealed interface Backend permits SqliteFile, PostgresServer {

    static Backend of(StoreSettings settings) {
        return switch (settings.place()) {
            case StorePlace.Folder(var folder) -> new SqliteFile(folder, settings);
            case StorePlace.Postgres postgres -> new PostgresServer(postgres, settings);
        };
    }

    /// Makes connections, none of which is kept.
    DataSource connections();

    /// Whether there is a database or was one, as far as can be told without connecting to it.
    default boolean exists() {
        return true;
    }

    /// Whether there is a database, as far as can be told without connecting to it.
    default boolean present() {
        return true;
    }

    /// Why the database that was there before is not the one that is there now; null when it is the same.
    default @Nullable String lost() {
        return null;
    }

    /// The database is open.
    default void found() {}

    /// Makes what must be there before the first connection.
    default void create() throws IOException {}

    /// Whether the database is set up except for its tables.
    default boolean prepared(Connection connection) throws SQLException {
        return true;
    }

    /// Sets it up.
    default void prepare(Connection connection) throws SQLException {}

    /// Does something while no other process does the same, where the migrations need that.
    StoreState alone(Preparation preparation) throws SQLException, IOException;

    /// What each connection runs first; null for nothing.
    default @Nullable String greeting() {
        return null;
    }

    /// The statement that reads the clock of the server, in microseconds since 1970.
    String microsNow();

    /// Whether only one thread may write at a time.
    boolean oneWriter();

    /// Whether a failure means that no other statement will succeed either.
    boolean away(SQLException failure);

    /// What a failure means, for operators.
    String reason(SQLException failure);

    /// What one process does at a time.
    interface Preparation {
        StoreState run() throws SQLException, IOException;
    }
}
