package io.gatehouse.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL server that all tests share, with a database for each.
final class TestPostgres {
    static final String USER = "postgres";
    /// A user with a password that needs encoding in a URL.
    static final String LOGIN = "gate:p%40ss%2Fw%3Frd";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final boolean POSSIBLE = possible();

    private TestPostgres() {}

    /// Started with the first test that needs it, and stopped with this process.
    private static final class Shared {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE gate LOGIN SUPERUSER PASSWORD 'p@ss/w?rd'");
                    Path rules;
                    try (ResultSet file = statement.executeQuery("SHOW hba_file")) {
                        file.next();
                        rules = Path.of(file.getString(1));
                    }
                    Files.writeString(rules, "host all gate all scram-sha-256\nhost all all all trust\n");
                    statement.execute("SELECT pg_reload_conf()");
                }
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /// PostgreSQL does not run as root. Then the server is started as another user in a namespace of its own, which
    /// some
    /// containers forbid.
    private static boolean possible() {
        if (!System.getProperty("user.name").equals("root")) {
            return true;
        }
        try {
            return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /// The URL of a new, empty database.
    static String database() throws SQLException {
        assumeTrue(POSSIBLE, "this user is root, and may not start a program as another user with `unshare -U`");
        String name = "test" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return "postgresql://" + LOGIN + "@localhost:" + port() + "/" + name;
    }

    static int port() {
        return Shared.SERVER.getPort();
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = Shared.SERVER.getDatabase(USER, database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
