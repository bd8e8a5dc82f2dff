package io.gatehouse.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/// Brings a store's tables to the newest version. The only class that knows Flyway: it is not loaded for a store that
/// is up to date.
final class Migration {
    private Migration() {}

    /// @throws SQLException when the database failed
    static StoreState run(DataSource connections) throws SQLException {
        try {
            Flyway.configure(Migration.class.getClassLoader())
                    .dataSource(connections)
                    .locations("classpath:io/gatehouse/store/migrations")
                    .table(Schema.HISTORY)
                    .loggers("slf4j")
                    .load()
                    .migrate();
            return new StoreState.Ready();
        } catch (FlywayException failure) {
            if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                return new StoreState.Refused("The database of the store has tables of something else."
                        + " Use an empty database or schema for the store.");
            }
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failed) {
                    throw failed;
                }
            }
            throw failure;
        }
    }
}
