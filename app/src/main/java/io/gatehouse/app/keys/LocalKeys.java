package io.gatehouse.app.keys;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.Shown;
import io.gatehouse.store.KeyChange;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The keys in the store of a configuration.
///
/// @param store open
record LocalKeys(OpenStore store) implements KeyPlace {
    /// Those in the store of the configuration that the options name.
    ///
    /// @throws CommandException when there is no store, or it cannot be used
    static LocalKeys existing(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return new LocalKeys(OpenStore.existing(options, terminal));
    }

    @Override
    public List<StoredKey> list(boolean all) throws StoreAwayException {
        return store.keys().list().stream()
                .filter(key -> all || key.revoked() == null)
                .toList();
    }

    @Override
    public List<String> configured() {
        return store.configuration().auth().keys().stream()
                .map(Configuration.Key::name)
                .toList();
    }

    @Override
    public Made make(KeyGrant grant) throws StoreAwayException {
        String secret = KeyMaker.make();
        return switch (store.keys().add(grant, KeyMaker.hash(secret), Instant.now())) {
            case KeyChange.Done(StoredKey made) -> new Made(made, secret);
            case KeyChange.NameTaken() ->
                throw new CommandException(
                        ExitCode.USAGE,
                        "A key is named " + Shown.quoted(grant.name()) + " already. Change it with `gatehouse key"
                                + " rotate " + grant.name() + "`, or choose another name.");
            case KeyChange.Full(String why) -> throw new CommandException(ExitCode.FAILED, why);
            case KeyChange.SecretTaken() -> throw new IllegalStateException("a random key was made twice");
            case KeyChange.NoSuchKey() -> throw new IllegalStateException("a new key is gone");
        };
    }

    @Override
    public Made rotate(StoredKey key, Duration keepOld) throws StoreAwayException {
        String secret = KeyMaker.make();
        Instant now = Instant.now();
        return switch (store.keys().rotate(key.id(), KeyMaker.hash(secret), now.plus(keepOld), now)) {
            case KeyChange.Done(StoredKey changed) -> new Made(changed, secret);
            case KeyChange.NoSuchKey() ->
                throw new CommandException(ExitCode.UNKNOWN, "The key was revoked a moment ago.");
            case KeyChange.Full(String why) -> throw new CommandException(ExitCode.FAILED, why);
            case KeyChange.NameTaken() -> throw new IllegalStateException("a name was taken by a rotation");
            case KeyChange.SecretTaken() -> throw new IllegalStateException("a random key was made twice");
        };
    }

    @Override
    public StoredKey revoke(StoredKey key) throws StoreAwayException {
        if (store.keys().revoke(key.id(), Instant.now()) instanceof KeyChange.Done(StoredKey revoked)) {
            return revoked;
        }
        throw new CommandException(ExitCode.UNKNOWN, "The key is no longer there.");
    }

    @Override
    public void close() {
        store.close();
    }
}
