package io.gatehouse.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A database on a PostgreSQL server.
final class PostgresServer implements Backend {
    /// What a statement gets beyond its limit before its connection is given up.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final String TIMEOUT = "57014";
    private static final String READ_ONLY = "25006";
    private static final String SERVER = "The PostgreSQL server of the store ";

    private final PGSimpleDataSource connections = new PGSimpleDataSource();
    private final Duration statementLimit;

    PostgresServer(StorePlace.Postgres place, StoreSettings settings) {
        this.statementLimit = settings.statementLimit();
        connections.setUrl(place.url());
        connections.setUser(place.user());
        connections.setPassword(place.password());
        connections.setLoginTimeout(seconds(settings.connectLimit()));
        connections.setConnectTimeout(seconds(settings.connectLimit()));
        connections.setSocketTimeout(seconds(settings.statementLimit().plus(GRACE)));
        connections.setTcpKeepAlive(true);
        connections.setApplicationName("gatehouse");
    }

    private static int seconds(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(time.toMillis(), 1_000));
    }

    @Override
    public DataSource connections() {
        return connections;
    }

    /// Flyway takes a lock in the database.
    @Override
    public StoreState alone(Preparation preparation) throws SQLException, IOException {
        return preparation.run();
    }

    @Override
    public String greeting() {
        return "SET statement_timeout = " + statementLimit.toMillis();
    }

    @Override
    public String microsNow() {
        return "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";
    }

    @Override
    public boolean oneWriter() {
        return false;
    }

    @Override
    public boolean away(SQLException failure) {
        return switch (kind(failure)) {
            case "08", "28", "3D", "53" -> true;
            case "57" -> !TIMEOUT.equals(failure.getSQLState());
            case "25" -> READ_ONLY.equals(failure.getSQLState());
            default -> false;
        };
    }

    /// The first two characters of the SQLSTATE, which name its class; empty when the failure is one of the pool.
    private static String kind(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }

    @Override
    public String reason(SQLException failure) {
        String state = failure.getSQLState();
        return SERVER
                + switch (kind(failure)) {
                    case "" -> "had no free connection in time. Try again later.";
                    case "08" -> "cannot be reached. The gateway tries again every second.";
                    case "28" -> "refuses the user or the password. Correct them in the store's URL.";
                    case "3D" -> "does not have the database. Create it, or correct the store's URL.";
                    case "53" -> "has no connection, memory or disk space left.";
                    case "57" ->
                        TIMEOUT.equals(state)
                                ? "did not answer in time. Try again later."
                                : "is starting or stopping. The gateway tries again every second.";
                    case "25" -> "is read-only. Connect to the primary server.";
                    default -> "reports the error " + state + ".";
                };
    }
}
