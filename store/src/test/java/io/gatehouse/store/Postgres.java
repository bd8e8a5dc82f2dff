package io.gatehouse.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.fixtures.postgres.TestPostgres;
import java.sql.SQLException;

/// Databases of PostgreSQL, where it can run.
final class Postgres {
    private Postgres() {}

    /// The URL of a new, empty database.
    static String database() throws SQLException {
        assumeTrue(TestPostgres.possible(), "PostgreSQL cannot run as root here");
        return TestPostgres.database();
    }
}
