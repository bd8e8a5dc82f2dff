package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.config.Shown;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredKey;
import java.time.Duration;
import java.util.List;

/// Where commands find keys of callers: in the store of a configuration, or at a gateway. Whatever is refused there
/// ends
/// the command with a [CommandException].
interface KeyPlace extends AutoCloseable {
    /// A key with its secret, which is shown once.
    record Made(StoredKey key, String secret) {}

    /// The stored keys, in the order in which they were made.
    ///
    /// @param all whether revoked ones are among them
    List<StoredKey> list(boolean all) throws StoreAwayException;

    /// The names of the keys in the configuration file.
    List<String> configured();

    /// Makes a key.
    Made make(KeyGrant grant) throws StoreAwayException;

    /// Gives a key a new secret.
    ///
    /// @param keepOld how long the secret from before goes on working
    Made rotate(StoredKey key, Duration keepOld) throws StoreAwayException;

    /// Ends a key.
    StoredKey revoke(StoredKey key) throws StoreAwayException;

    /// The one key that is not revoked with this name or id.
    ///
    /// @param tenant whose key it is; empty for any
    default StoredKey find(String nameOrId, String tenant) throws StoreAwayException {
        List<StoredKey> all = list(false).stream()
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
        return configured().contains(name)
                ? "The key " + Shown.quoted(name) + " is in the configuration file. Change it there, under auth.keys."
                : "No stored key " + (tenant.isEmpty() ? "" : "of tenant " + Shown.quoted(tenant) + " ") + "is named "
                        + Shown.quoted(name) + ". `gatehouse key list` shows those there are.";
    }

    @Override
    void close();
}
