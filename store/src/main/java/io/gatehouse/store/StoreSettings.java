package io.gatehouse.store;

import java.nio.file.Path;
import java.time.Duration;

/// Where a store is, and how much time it gets.
///
/// @param place where it is
/// @param connections the most connections that are open at once, 1 or more
/// @param connectLimit how long making or waiting for a connection may take, at least 250 ms
/// @param statementLimit how long one statement may take, with its wait for others that write, at least 1 ms
public record StoreSettings(StorePlace place, int connections, Duration connectLimit, Duration statementLimit) {
    private static final int CONNECTIONS = 8;
    private static final Duration LEAST_CONNECT_LIMIT = Duration.ofMillis(250);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(5);

    public StoreSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("A store needs at least 1 connection, not " + connections + ".");
        }
        if (connectLimit.compareTo(LEAST_CONNECT_LIMIT) < 0) {
            throw new IllegalArgumentException("The time limit for connecting to the store must be at least "
                    + LEAST_CONNECT_LIMIT.toMillis() + " ms, not " + connectLimit.toMillis() + " ms.");
        }
        if (statementLimit.toMillis() < 1) {
            throw new IllegalArgumentException("The time limit for a statement must be at least 1 ms.");
        }
    }

    /// A store in a folder, with the default limits: 8 connections, 2 seconds to connect, 5 for a statement.
    public static StoreSettings inFolder(Path folder) {
        return new StoreSettings(new StorePlace.Folder(folder), CONNECTIONS, CONNECT_LIMIT, STATEMENT_LIMIT);
    }

    /// A store in a PostgreSQL database, with the same limits.
    ///
    /// @param url see [StorePlace.Postgres#of]
    /// @throws IllegalArgumentException when it is no URL of one; the message has no part of it
    public static StoreSettings postgres(String url) {
        return new StoreSettings(StorePlace.Postgres.of(url), CONNECTIONS, CONNECT_LIMIT, STATEMENT_LIMIT);
    }

    /// The same with another number of connections.
    public StoreSettings withConnections(int most) {
        return new StoreSettings(place, most, connectLimit, statementLimit);
    }

    /// The same with other time limits.
    public StoreSettings withLimits(Duration connect, Duration statement) {
        return new StoreSettings(place, connections, connect, statement);
    }
}
