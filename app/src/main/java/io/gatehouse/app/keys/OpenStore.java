package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreState;
import io.gatehouse.store.StoredApprovals;
import io.gatehouse.store.StoredKeys;

/// The store of a configuration, open for one command. Gateways that use it take changes over within a second.
public final class OpenStore implements AutoCloseable {
    private final Configuration configuration;
    private final Store store;

    private OpenStore(Configuration configuration, Store store) {
        this.configuration = configuration;
        this.store = store;
    }

    /// Opens the store.
    ///
    /// @throws CommandException when there is none, or it cannot be used
    static OpenStore existing(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return open(options.loader(terminal).load(), false);
    }

    /// Opens the store, and makes it where there is none.
    ///
    /// @throws CommandException when it cannot be used
    public static OpenStore of(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return open(options.loader(terminal).load(), true);
    }

    private static OpenStore open(Configuration configuration, boolean make) throws InterruptedException {
        if (!make && !Store.exists(configuration.store())) {
            throw new CommandException(
                    ExitCode.UNKNOWN,
                    "There is no store in " + configuration.data()
                            + ". Make a key with `gatehouse key new NAME`, or name"
                            + " the configuration with --config.");
        }
        Store store = Store.open(configuration.store());
        String problem = switch (store.opened()) {
            case StoreState.Ready() -> null;
            case StoreState.Away(String reason) -> reason;
            case StoreState.Refused(String reason) -> reason;
        };
        if (problem != null) {
            store.close();
            throw new CommandException(ExitCode.FAILED, problem);
        }
        return new OpenStore(configuration, store);
    }

    Configuration configuration() {
        return configuration;
    }

    /// The requests that somebody agrees to a call.
    public StoredApprovals approvals() {
        return store.approvals();
    }

    StoredKeys keys() {
        return store.keys();
    }

    @Override
    public void close() {
        store.close();
    }
}
