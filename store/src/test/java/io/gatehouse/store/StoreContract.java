package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.seal.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the tests of all kinds of stores share.
abstract class StoreContract {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
    /// Enough on a busy machine.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    StoreSettings settings;
    Store store;

    /// A place where no store is yet.
    abstract StoreSettings place() throws Exception;

    @BeforeEach
    void open() throws Exception {
        settings = newPlace();
        store = ready(settings);
    }

    @AfterEach
    void close() {
        store.close();
    }

    StoreSettings newPlace() throws Exception {
        return place().withLimits(PATIENCE, PATIENCE);
    }

    static Store ready(StoreSettings settings) throws InterruptedException {
        Store store = Store.open(settings);
        assertThat(store.opened()).isEqualTo(new StoreState.Ready());
        return store;
    }

    static KeyGrant grant(String name) {
        return grant("acme", name);
    }

    static KeyGrant grant(String tenant, String name) {
        return new KeyGrant(tenant, name, Set.of("reader", "writer"), Set.of("crm:read"), List.of("10.0.0.0/8"), null);
    }

    static String digest(String secret) {
        return Sha256.hex(secret);
    }

    StoredKey add(String name) throws StoreAwayException {
        return done(store.keys().add(grant(name), digest("secret of " + name), NOW));
    }

    static StoredKey done(KeyChange change) {
        assertThat(change).isInstanceOf(KeyChange.Done.class);
        return ((KeyChange.Done) change).key();
    }
}
