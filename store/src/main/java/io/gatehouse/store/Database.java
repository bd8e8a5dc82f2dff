package io.gatehouse.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// The connections to a store, and whether they work. One thread opens the store and tries it again while it is away.
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Store.class.getName());
    private static final StoreState OPENING = new StoreState.Away("The store is being opened.");
    private static final Duration RETRY = Duration.ofSeconds(1);
    /// How often a change is tried that another one got in the way of.
    private static final int TRIES = 5;
    /// The SQLSTATE of a change that was undone for that reason.
    private static final String CONFLICT = "40001|40P01";

    private final StoreSettings settings;
    private final Backend backend;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Semaphore woken = new Semaphore(0);
    private final Thread keeper;
    private volatile StoreState state = OPENING;
    private volatile @Nullable HikariDataSource pool;
    private volatile @Nullable Jdbi jdbi;
    private volatile boolean closed;

    Database(StoreSettings settings) {
        this.settings = settings;
        this.backend = Backend.of(settings);
        this.keeper = Thread.ofPlatform().daemon().name("store").start(this::keep);
    }

    StoreState state() {
        return state;
    }

    StoreState opened() throws InterruptedException {
        tried.await();
        return state;
    }

    /// The statement that reads the clock of the server, in microseconds since 1970.
    String microsNow() {
        return backend.microsNow();
    }

    /// Reads with one statement, or with several that may see different states.
    <T> T read(HandleCallback<T, SQLException> work) throws StoreAwayException {
        return run(ready -> ready.withHandle(work));
    }

    /// Does all of it or nothing.
    <T> T write(HandleCallback<T, SQLException> work) throws StoreAwayException {
        if (!backend.oneWriter()) {
            return run(ready -> ready.inTransaction(work));
        }
        try {
            if (!writing.tryLock(settings.statementLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreAwayException("Too many changes of the store wait for each other.", null);
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
        try {
            return run(ready -> ready.inTransaction(work));
        } finally {
            writing.unlock();
        }
    }

    private interface Work<T> {
        T with(Jdbi ready) throws SQLException;
    }

    private <T> T run(Work<T> work) throws StoreAwayException {
        for (int attempt = 1; ; attempt++) {
            Jdbi ready = ready();
            try {
                return work.with(ready);
            } catch (SQLException | JdbiException failure) {
                SQLException cause = cause(failure);
                if (cause == null) {
                    throw failure instanceof JdbiException unexpected ? unexpected : new IllegalStateException(failure);
                }
                if (attempt == TRIES || !String.valueOf(cause.getSQLState()).matches(CONFLICT)) {
                    throw failed(cause);
                }
            }
        }
    }

    /// Waits for the first attempt to open the store, if it goes on.
    private Jdbi ready() throws StoreAwayException {
        try {
            tried.await(settings.connectLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
        Jdbi ready = jdbi;
        if (ready != null && backend.lost() instanceof String lost) {
            change(new StoreState.Away(lost));
            woken.release();
        }
        return switch (state) {
            case StoreState.Away(var reason) -> throw new StoreAwayException(reason, null);
            case StoreState.Refused(var reason) -> throw new StoreAwayException(reason, null);
            case StoreState.Ready() when ready == null -> throw new StoreAwayException("The store is closed.", null);
            case StoreState.Ready() -> ready;
        };
    }

    private StoreAwayException failed(SQLException failure) {
        String reason = backend.reason(failure);
        // An interrupt breaks the connection of this thread and says nothing about the others.
        if (!Thread.currentThread().isInterrupted()) {
            if (backend.away(failure)) {
                change(new StoreState.Away(reason));
                woken.release();
            } else if (failure instanceof SQLTransientConnectionException) {
                // Either all connections are in use, or new ones hang: the keeper finds out.
                woken.release();
            }
        }
        return new StoreAwayException(reason, failure);
    }

    private static StoreAwayException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new StoreAwayException("The wait for the store was interrupted.", interrupted);
    }

    private static @Nullable SQLException cause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }

    private void keep() {
        while (!closed) {
            change(attempt());
            tried.countDown();
            try {
                if (state instanceof StoreState.Ready) {
                    woken.acquire();
                } else {
                    woken.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                }
                woken.drainPermits();
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private StoreState attempt() {
        try {
            if (!backend.present()) {
                String lost = backend.lost();
                if (lost != null) {
                    return new StoreState.Away(lost);
                }
            }
            backend.create();
            try (Connection connection = backend.connections().getConnection()) {
                int version = Schema.version(connection);
                if (version == Schema.NEWEST && backend.prepared(connection)) {
                    return new StoreState.Ready();
                }
                if (version > Schema.NEWEST) {
                    return newer(version);
                }
            }
            return backend.alone(this::migrate);
        } catch (SQLException failure) {
            LOG.log(Level.DEBUG, "The store could not be opened.", failure);
            return new StoreState.Away(backend.reason(failure));
        } catch (IOException failure) {
            LOG.log(Level.DEBUG, "The store could not be opened.", failure);
            return new StoreState.Away("The data folder of the store cannot be written. Check its permissions.");
        } catch (RuntimeException | LinkageError failure) {
            LOG.log(Level.DEBUG, "The store could not be opened.", failure);
            return new StoreState.Away("The store could not be opened: "
                    + failure.getClass().getSimpleName() + ". The log has more at level debug.");
        }
    }

    /// Another process may have done it in the meantime.
    private StoreState migrate() throws SQLException {
        try (Connection connection = backend.connections().getConnection()) {
            backend.prepare(connection);
            int version = Schema.version(connection);
            if (version >= Schema.NEWEST) {
                return version == Schema.NEWEST ? new StoreState.Ready() : newer(version);
            }
        }
        return Migration.run(backend.connections());
    }

    private static StoreState newer(int version) {
        return new StoreState.Refused("The store was changed by a newer version of Gatehouse: its tables have version "
                + version + ", and this program knows versions up to " + Schema.NEWEST
                + ". Start the newer program, or restore a backup from before the upgrade.");
    }

    private synchronized void change(StoreState next) {
        if (closed || next.equals(state)) {
            return;
        }
        if (next instanceof StoreState.Ready) {
            backend.found();
            connect();
        }
        StoreState before = state;
        state = next;
        switch (next) {
            case StoreState.Away(var reason) -> LOG.log(Level.WARNING, reason);
            case StoreState.Refused(var reason) -> LOG.log(Level.WARNING, reason);
            case StoreState.Ready() -> {
                if (!before.equals(OPENING)) {
                    LOG.log(Level.INFO, "The store can be used again.");
                }
            }
        }
    }

    private void connect() {
        HikariDataSource made = pool;
        if (made != null) {
            made.getHikariPoolMXBean().softEvictConnections();
            return;
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(backend.connections());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(settings.connectLimit().toMillis());
        config.setValidationTimeout(settings.connectLimit().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(backend.greeting());
        made = new HikariDataSource(config);
        pool = made;
        jdbi = Jdbi.create(made);
    }

    @Override
    public void close() {
        HikariDataSource made;
        synchronized (this) {
            closed = true;
            state = new StoreState.Away("The store is closed.");
            made = pool;
        }
        tried.countDown();
        keeper.interrupt();
        try {
            keeper.join(settings.connectLimit());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (made != null) {
            made.close();
        }
    }
}
