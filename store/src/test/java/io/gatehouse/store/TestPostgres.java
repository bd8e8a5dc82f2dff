package io.gatehouse.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL server that all tests share, with a database for each.
final class TestPostgres {
    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /// Started with the first test that needs it, and stopped with this process.
    private static final class Shared {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /// The URL of a new, empty database.
    static String database() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return url(Shared.SERVER, name);
    }

    static String url(EmbeddedPostgres server, String database) {
        return "postgresql://" + USER + ":" + PASSWORD + "@localhost:" + server.getPort() + "/" + database;
    }

    /// Runs a statement in a database of the shared server.
    static void execute(String database, String sql) throws SQLException {
        try (Connection connection = Shared.SERVER.getDatabase(USER, database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
