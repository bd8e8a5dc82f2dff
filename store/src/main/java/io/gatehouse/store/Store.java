package io.gatehouse.store;

import io.gatehouse.store.counts.SharedCounts;
import java.nio.file.Path;

/// Durable state. It opens by itself in the background and becomes ready again after it was away; until then, whatever
/// is asked of it fails with a [StoreAwayException]. Safe for use by several threads, and several processes may use the
/// same place.
public final class Store implements AutoCloseable {
    private final Database database;
    private final StoredKeys keys;
    private final StoredApprovals approvals;
    private final SharedCounts counts;
    private final StoredRevocations revocations;

    private Store(Database database) {
        this.database = database;
        this.keys = new SqlKeys(database, KeyRoom.USUAL);
        this.approvals = new SqlApprovals(database, SqlApprovals.MOST_WAITING, SqlApprovals.MOST_OF_ACCOUNT);
        this.counts = new SqlCounts(database);
        this.revocations = new SqlRevocations(database);
    }

    /// Whether there is a store, as far as can be told without opening it: a file may not have been made yet.
    public static boolean exists(StoreSettings settings) {
        return Backend.of(settings).exists();
    }

    /// Begins to open a store and returns at once.
    public static Store open(StoreSettings settings) {
        return new Store(new Database(settings));
    }

    /// Whether it can be used now.
    public StoreState state() {
        return database.state();
    }

    /// Waits until the first attempt to open it has ended, and returns what came of it.
    public StoreState opened() throws InterruptedException {
        return database.opened();
    }

    /// The keys of callers.
    public StoredKeys keys() {
        return keys;
    }

    /// Requests that somebody agrees to a call.
    public StoredApprovals approvals() {
        return approvals;
    }

    /// What the gateways on this store count together.
    public SharedCounts counts() {
        return counts;
    }

    /// Tokens of the gateway that were revoked.
    public StoredRevocations revocations() {
        return revocations;
    }

    /// Copies a store that is a file, as it is at one moment, while it is in use.
    ///
    /// @param file which must not exist
    /// @throws StoreAwayException when the store cannot be read, or the file cannot be written
    public void copyTo(Path file) throws StoreAwayException {
        database.read(
                handle -> handle.execute("VACUUM INTO ?", file.toAbsolutePath().toString()));
    }

    /// Ends its connections. Whatever is asked of it then fails with a [StoreAwayException].
    @Override
    public void close() {
        database.close();
    }
}
