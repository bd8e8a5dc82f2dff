package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Shown;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoreState;
import io.gatehouse.store.StoredApprovals;
import io.gatehouse.store.StoredKey;
import io.gatehouse.store.StoredKeys;
import java.util.List;

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

    /// The one key that is not revoked with this name or id.
    ///
    /// @param tenant whose key it is; empty for any
    /// @throws CommandException when there is none, or more than one
    StoredKey find(String nameOrId, String tenant) throws StoreAwayException {
        List<StoredKey> all = keys().list().stream()
                .filter(key -> key.revoked() == null)
                .filter(key -> tenant.isEmpty() || key.grant().tenant().equals(tenant))
                .toList();
        List<StoredKey> byId =
                all.stream().filter(key -> key.id().equals(nameOrId)).toList();
        List<StoredKey> found = byId.isEmpty()
                ? all.stream()
                        .filter(key -> key.grant().name().equals(nameOrId))
                        .toList()
                : byId;
        if (found.size() > 1) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "Several keys are named " + Shown.quoted(nameOrId) + ". Name the tenant with --tenant, or give the"
                            + " id that `gatehouse key list` shows.");
        }
        if (found.isEmpty()) {
            throw new CommandException(ExitCode.UNKNOWN, unknown(nameOrId, tenant));
        }
        return found.getFirst();
    }

    private String unknown(String name, String tenant) {
        boolean inFile =
                configuration.auth().keys().stream().anyMatch(key -> key.name().equals(name));
        return inFile
                ? "The key " + Shown.quoted(name) + " is in the configuration file. Change it there, under auth.keys."
                : "No stored key " + (tenant.isEmpty() ? "" : "of tenant " + Shown.quoted(tenant) + " ") + "is named "
                        + Shown.quoted(name) + ". `gatehouse key list` shows those there are.";
    }

    @Override
    public void close() {
        store.close();
    }
}
