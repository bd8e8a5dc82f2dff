package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.Sha256;
import io.gatehouse.store.KeyChange;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreSettings;
import io.gatehouse.store.StoredKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys of a store, as the authenticator knows them.
class StoredCallersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private StoreSettings settings;
    private LateStore late;

    @BeforeEach
    void where() {
        settings = StoreSettings.inFolder(folder);
        late = new LateStore(settings);
    }

    @AfterEach
    void close() {
        late.close();
    }

    private static KeyGrant grant(String tenant, List<String> addresses) {
        return new KeyGrant(tenant, "ci", Set.of("reader"), Set.of("provider:files"), addresses, null);
    }

    private StoredKey add(Store store, KeyGrant grant, String secret) throws Exception {
        store.opened();
        return ((KeyChange.Done) store.keys().add(grant, Sha256.hex(secret), Instant.now())).key();
    }

    private static KeyAuthenticator over(StoredCallers callers) {
        return new KeyAuthenticator(List.of(), callers, false, false);
    }

    private static Credentials key(String secret, String address) {
        return new Credentials("Bearer " + secret, null, () -> address);
    }

    @Test
    void aCallerHasWhatItsKeyWasMadeWith() throws Exception {
        try (Store store = Store.open(settings)) {
            StoredKey key = add(store, grant("acme", List.of()), "secret");
            try (StoredCallers callers = new StoredCallers(late, () -> {})) {
                callers.awaitFirst(PATIENCE);
                Caller caller = over(callers).authenticate(key("secret", "")).caller();
                assertThat(caller.name()).isEqualTo("ci");
                assertThat(caller.tenant()).isEqualTo("acme");
                assertThat(caller.account()).isEqualTo("acme/ci");
                assertThat(caller.id().issuer()).isEqualTo(key.id());
                assertThat(caller.roles()).containsExactly("reader");
                assertThat(caller.scopes()).containsExactly("provider:files");
                assertThat(over(callers).operator(caller)).isFalse();
                assertThat(over(callers).knows(caller)).isTrue();
                assertThat(over(callers).knows(Caller.ofKey("ci")))
                        .as("a key of the file")
                        .isFalse();
                assertThat(over(callers).holds("secret")).isTrue();
                assertThat(over(callers).holds("other")).isFalse();
            }
        }
    }

    @Test
    void addressesAreAskedForOnlyWhereTheyCountAndMayHaveAZone() throws Exception {
        try (Store store = Store.open(settings)) {
            add(store, grant("", List.of("fe80::/16", "10.0.0.0/8")), "secret");
            add(store, grant("other", List.of("nonsense")), "unreadable");
            try (StoredCallers callers = new StoredCallers(late, () -> {})) {
                callers.awaitFirst(PATIENCE);
                KeyAuthenticator keys = over(callers);
                assertThat(keys.authenticate(key("secret", "10.2.3.4"))).isInstanceOf(Authenticated.class);
                assertThat(keys.authenticate(key("secret", "::ffff:10.2.3.4"))).isInstanceOf(Authenticated.class);
                assertThat(keys.authenticate(key("secret", "fe80::1%eth0"))).isInstanceOf(Authenticated.class);
                assertThat(keys.authenticate(key("secret", "11.2.3.4"))).isEqualTo(new Refused(Fault.WRONG_ADDRESS));
                assertThat(keys.authenticate(key("secret", "_hidden"))).isEqualTo(new Refused(Fault.WRONG_ADDRESS));
                assertThat(keys.authenticate(key("unreadable", "10.2.3.4")))
                        .isEqualTo(new Refused(Fault.WRONG_ADDRESS));
                assertThat(keys.authenticate(new Credentials("Bearer secret", null, null)))
                        .isInstanceOf(Authenticated.class);
            }
        }
    }

    @Test
    void onlyWhatEndsIsToldOf() throws Exception {
        SynchronousQueue<String> told = new SynchronousQueue<>();
        try (Store store = Store.open(settings);
                StoredCallers callers = new StoredCallers(late, () -> put(told))) {
            StoredKey first = add(store, grant("", List.of()), "one");
            assertThat(told.poll(60, TimeUnit.SECONDS))
                    .as("keys are required now")
                    .isNotNull();
            StoredKey second = add(store, grant("acme", List.of()), "two");
            store.keys().rotate(second.id(), Sha256.hex("three"), Instant.now(), Instant.now());
            store.keys().noteUses(Map.of(first.id(), Instant.now()));
            while (!(over(callers).authenticate(key("three", "")) instanceof Authenticated)) {
                assertThat(told.poll(10, TimeUnit.MILLISECONDS)).isNull();
            }
            store.keys().revoke(first.id(), Instant.now());
            assertThat(told.poll(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(over(callers).authenticate(key("one", ""))).isEqualTo(new Refused(Fault.UNKNOWN_KEY));
            assertThat(over(callers).authenticate(key("two", ""))).isEqualTo(new Refused(Fault.UNKNOWN_KEY));
        }
    }

    private static void put(SynchronousQueue<String> told) {
        try {
            told.put("ended");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aChangeThatHasNoVersionOfItsOwnIsFoundAfterAWhile() throws Exception {
        try (Store store = Store.open(settings)) {
            add(store, grant("", List.of()), "secret");
            try (StoredCallers callers = new StoredCallers(late, () -> {}, Duration.ofMillis(1))) {
                callers.awaitFirst(PATIENCE);
                assertThat(over(callers).authenticate(key("secret", ""))).isInstanceOf(Authenticated.class);
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
                        Statement statement = connection.createStatement()) {
                    statement.execute("UPDATE caller_keys SET revoked = 1");
                }
                awaitRefusal(callers, "secret", new Refused(Fault.UNKNOWN_KEY));
            }
        }
    }

    @Test
    void aKeyExpiresAlsoWhileTheStoreIsGone() throws Exception {
        SynchronousQueue<String> told = new SynchronousQueue<>();
        try (Store store = Store.open(settings)) {
            store.opened();
            Instant end = Instant.now().plusSeconds(2);
            KeyGrant brief = new KeyGrant("", "ci", Set.of(), Set.of(), List.of(), end);
            store.keys().add(brief, Sha256.hex("secret"), Instant.now());
            try (StoredCallers callers = new StoredCallers(late, () -> put(told))) {
                callers.awaitFirst(PATIENCE);
                Files.delete(folder.resolve("store.db"));
                assertThat(told.poll(60, TimeUnit.SECONDS)).isNotNull();
                assertThat(over(callers).authenticate(key("secret", ""))).isEqualTo(new Refused(Fault.EXPIRED));
            }
        }
    }

    @Test
    void anOpenGatewayClosesWhenItsFirstKeyCannotBeRead() throws Exception {
        try (StoredCallers callers = new StoredCallers(late, () -> {})) {
            callers.awaitFirst(PATIENCE);
            assertThat(over(callers).required()).isFalse();
            Files.writeString(folder.resolve("store.db"), "no database".repeat(100));
            awaitRefusal(callers, "secret", new Authentication.Unavailable());
            assertThat(over(callers).required()).isTrue();
        }
    }

    private void awaitRefusal(StoredCallers callers, String secret, Authentication refused) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!over(callers).authenticate(key(secret, "")).equals(refused)) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void withoutAStoreEverybodyComesInAndNoneIsMade() throws Exception {
        try (StoredCallers callers = new StoredCallers(late, () -> {})) {
            callers.awaitFirst(PATIENCE);
            assertThat(over(callers).authenticate(new Credentials(null, null, null)))
                    .isInstanceOf(Authenticated.class);
            assertThat(over(callers).required()).isFalse();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aStoreThatCannotBeReadLetsNobodyIn() throws Exception {
        Files.writeString(folder.resolve("store.db"), "no database".repeat(100));
        try (StoredCallers callers = new StoredCallers(late, () -> {})) {
            callers.awaitFirst(PATIENCE);
            assertThat(over(callers).authenticate(new Credentials(null, null, null)))
                    .isEqualTo(new Authentication.Unavailable());
            assertThat(over(callers).authenticate(key("secret", ""))).isEqualTo(new Authentication.Unavailable());
            assertThat(over(callers).required()).isTrue();
        }
    }

    @Test
    void whenAKeyWasUsedIsNotedAtTheEndAtLatest() throws Exception {
        try (Store store = Store.open(settings)) {
            StoredKey key = add(store, grant("", List.of()), "secret");
            Instant before = Instant.now().minusMillis(1);
            try (StoredCallers callers = new StoredCallers(late, () -> {})) {
                callers.awaitFirst(PATIENCE);
                over(callers).authenticate(new Credentials("Bearer secret", null, null));
                assertThat(over(callers).authenticate(key("secret", ""))).isInstanceOf(Authenticated.class);
            }
            assertThat(store.keys().get(key.id()).lastUse()).isAfter(before);
        }
    }
}
