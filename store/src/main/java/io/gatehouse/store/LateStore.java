package io.gatehouse.store;

import org.jspecify.annotations.Nullable;

/// A store that is opened when there is one, or when something has to be kept: a gateway that keeps nothing has no
/// database. Safe for use by several threads.
public final class LateStore implements AutoCloseable {
    private final StoreSettings settings;
    private @Nullable Store store;
    private boolean closed;

    /// Opens nothing yet.
    public LateStore(StoreSettings settings) {
        this.settings = settings;
    }

    /// Whether there is a store, as far as can be told without opening it.
    public boolean exists() {
        return Store.exists(settings);
    }

    /// The store, which opens in the background; null while there is none, and after the end.
    public synchronized @Nullable Store existing() {
        return store != null || exists() ? open() : null;
    }

    /// The store, which is made where there is none.
    ///
    /// @throws StoreAwayException after the end
    public synchronized Store made() throws StoreAwayException {
        Store opened = open();
        if (opened == null) {
            throw new StoreAwayException("The store is closed.", null);
        }
        return opened;
    }

    /// [#existing()] once it is open. Blocks until then.
    public @Nullable Store openedExisting() throws InterruptedException {
        Store opened = existing();
        if (opened != null) {
            opened.opened();
        }
        return opened;
    }

    /// [#made()] once it is open. Blocks until then.
    public Store openedMade() throws StoreAwayException, InterruptedException {
        Store opened = made();
        opened.opened();
        return opened;
    }

    private @Nullable Store open() {
        if (store == null && !closed) {
            store = Store.open(settings);
        }
        return closed ? null : store;
    }

    /// Ends its connections.
    @Override
    public void close() {
        Store opened;
        synchronized (this) {
            closed = true;
            opened = store;
        }
        if (opened != null) {
            opened.close();
        }
    }
}
