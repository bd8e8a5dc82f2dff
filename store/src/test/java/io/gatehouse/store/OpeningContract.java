package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Opening, sharing and losing every kind of store.
abstract class OpeningContract extends StoreContract {

    /// What another process is told about the place.
    abstract String named();

    static void eventually(Store store, StoreState state) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!store.state().equals(state)) {
            assertThat(Instant.now()).as("%s", store.state()).isBefore(end);
            Thread.sleep(20);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = Backend.of(settings).connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theNewestVersionIsThatOfTheLastMigration() throws Exception {
        try (Connection connection = Backend.of(settings).connections().getConnection()) {
            assertThat(Schema.version(connection)).isEqualTo(Schema.NEWEST);
        }
    }

    @Test
    void severalProcessesOpenANewStoreAtOnce() throws Exception {
        close();
        settings = newPlace();
        List<StoreProcess> others = new ArrayList<>();
        List<Store> stores = new ArrayList<>();
        try {
            for (int at = 0; at < 3; at++) {
                others.add(StoreProcess.start(named(), "p" + at + ".", 1));
            }
            Thread.sleep(200);
            for (int at = 0; at < 3; at++) {
                stores.add(Store.open(settings));
            }
            for (Store opening : stores) {
                assertThat(opening.opened()).isEqualTo(new StoreState.Ready());
            }
            for (StoreProcess other : others) {
                assertThat(other.lines()).hasSize(2).first().asString().startsWith("Ready[]");
            }
            assertThat(stores.getFirst().keys().list())
                    .extracting(key -> key.grant().name())
                    .containsExactlyInAnyOrder("p0.0", "p1.0", "p2.0");
        } finally {
            stores.forEach(Store::close);
            others.forEach(StoreProcess::close);
            store = Store.open(settings);
        }
    }

    @Test
    void severalProcessesWriteAtOnce() throws Exception {
        try (StoreProcess first = StoreProcess.start(named(), "first.", 20);
                StoreProcess second = StoreProcess.start(named(), "second.", 20)) {
            first.line();
            second.line();
            for (int at = 0; at < 20; at++) {
                add("here." + at);
            }
            assertThat(first.lines()).hasSize(20);
            assertThat(second.lines()).hasSize(20);
        }
        List<StoredKey> keys = store.keys().list();
        assertThat(keys).hasSize(60);
        assertThat(keys.stream().map(StoredKey::version)).doesNotHaveDuplicates();
    }

    @Test
    void aProcessThatIsKilledLosesNothingItHasWritten() throws Exception {
        Set<String> written = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            try (StoreProcess writer = StoreProcess.start(named(), round + ".", 1_000_000)) {
                writer.line();
                for (int at = 0; at < 20 + 7 * round; at++) {
                    written.add(writer.line());
                }
                writer.kill();
            }
            assertThat(store.keys().list())
                    .extracting(key -> key.grant().name())
                    .containsAll(written);
            assertThat(store.keys().everHadKeys()).isTrue();
        }
        add("afterwards");
    }

    @Test
    void aNewerStoreIsRefusedUntilItIsRestored() throws Exception {
        StoredKey key = add("build");
        String values = "installed_rank, version, description, type, script, checksum, installed_by, execution_time,"
                + " success";
        execute("INSERT INTO flyway_schema_history (" + values + ") SELECT 99, '7', 'later', type, script, checksum,"
                + " installed_by, execution_time, success FROM flyway_schema_history WHERE version = '1'");
        try (Store old = Store.open(settings)) {
            assertThat(old.opened())
                    .isEqualTo(new StoreState.Refused("The store was changed by a newer version of Gatehouse: its"
                            + " tables have version 7, and this program knows versions up to " + Schema.NEWEST
                            + ". Start the newer program, or restore a backup from before the upgrade."));
            assertThatThrownBy(() -> old.keys().list())
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("newer version");
            execute("DELETE FROM flyway_schema_history WHERE version = '7'");
            eventually(old, new StoreState.Ready());
            assertThat(old.keys().list()).containsExactly(key);
        }
    }

    @Test
    void tablesOfSomethingElseAreLeftAlone() throws Exception {
        close();
        settings = newPlace();
        Backend.of(settings).create();
        execute("CREATE TABLE customers (id INTEGER)");
        store = Store.open(settings);
        assertThat(store.opened())
                .isEqualTo(new StoreState.Refused("The database of the store has tables of something else."
                        + " Use an empty database or schema for the store."));
        execute("DROP TABLE customers");
        eventually(store, new StoreState.Ready());
        assertThat(store.keys().list()).isEmpty();
    }

    /// Somebody else holds a lock for longer than a statement may take.
    @Test
    void aChangeThatWaitsTooLongFailsAndTheStoreStaysReady() throws Exception {
        try (Store hasty = ready(settings.withLimits(PATIENCE, Duration.ofSeconds(1)))) {
            try (Connection other = Backend.of(settings).connections().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("UPDATE versions SET version = version");
                long began = System.nanoTime();
                assertThatThrownBy(() -> hasty.keys().add(grant("build"), digest("s"), NOW))
                        .isInstanceOf(StoreAwayException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
                assertThat(hasty.keys().list()).isEmpty();
                other.rollback();
            }
            assertThat(hasty.state()).isEqualTo(new StoreState.Ready());
            done(hasty.keys().add(grant("build"), digest("s"), NOW));
        }
    }

    @Test
    void aThreadThatIsInterruptedDoesNotDisturbOthers() throws Exception {
        Thread.ofVirtual()
                .start(() -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> store.keys().add(grant("build"), digest("s"), NOW))
                            .isInstanceOf(StoreAwayException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                })
                .join();
        assertThat(store.state()).isEqualTo(new StoreState.Ready());
        add("build");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        store.close();
        assertThat(store.state()).isEqualTo(new StoreState.Away("The store is closed."));
        assertThatThrownBy(() -> store.keys().list())
                .isInstanceOf(StoreAwayException.class)
                .hasMessage("The store is closed.");
    }
}
