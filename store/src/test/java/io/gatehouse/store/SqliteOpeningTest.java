package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOpeningTest extends OpeningContract {
    @TempDir
    Path parent;

    private Path folder;
    private int places;

    @Override
    StoreSettings place() {
        folder = parent.resolve("data ?#%20;é" + places++);
        return StoreSettings.inFolder(folder);
    }

    @Override
    String named() {
        return folder.toString();
    }

    @Test
    void onlyItsOwnerMayReadItsFiles() throws Exception {
        add("build");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("store.db", "store.db-wal", "store.db-shm", "store.lock");
            for (Path file : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void everyCommitReachesTheDisk() throws Exception {
        try (Database database = new Database(settings)) {
            database.opened();
            for (var expected : List.of(
                    List.of("journal_mode", "wal"),
                    List.of("synchronous", "2"),
                    List.of("foreign_keys", "1"),
                    List.of("busy_timeout", "20000"))) {
                String value = database.read(handle -> handle.select("PRAGMA " + expected.getFirst())
                        .mapTo(String.class)
                        .one());
                assertThat(value).as(expected.getFirst()).isEqualTo(expected.getLast());
            }
        }
    }

    /// It takes longer to load than the rest of the start.
    @Test
    void flywayIsLoadedOnlyToChangeTables() throws Exception {
        assertThat(classesOf("first"))
                .anyMatch(line -> line.contains(" org.sqlite.core.NativeDB "))
                .noneMatch(line -> line.contains("flyway"));
        close();
        settings = newPlace();
        assertThat(classesOf("second")).anyMatch(line -> line.contains("flyway"));
        store = ready(settings);
    }

    private List<String> classesOf(String name) throws Exception {
        Path log = parent.resolve(name + ".log");
        try (StoreProcess process = StoreProcess.start(named(), name, 1, "-Xlog:class+load:file=" + log)) {
            assertThat(process.lines()).hasSize(2);
        }
        return Files.readAllLines(log);
    }

    @Test
    void onlyOneProcessAtATimeChangesTables() throws Exception {
        close();
        settings = newPlace();
        Backend backend = Backend.of(settings);
        backend.create();
        List<StoreProcess> others = new ArrayList<>();
        StoreState held = backend.alone(() -> {
            others.add(StoreProcess.start(named(), "other", 1));
            store = Store.open(settings);
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            try (Connection connection = backend.connections().getConnection()) {
                assertThat(Schema.version(connection)).isZero();
            }
            return store.state();
        });
        assertThat(held).isEqualTo(new StoreState.Away("The store is being opened."));
        assertThat(store.opened()).isEqualTo(new StoreState.Ready());
        try (StoreProcess other = others.getFirst()) {
            assertThat(other.lines()).hasSize(2);
        }
    }

    /// Backups are such files.
    @Test
    void aFileWithoutAWriteAheadLogGetsOne() throws Exception {
        StoredKey key = add("build");
        store.close();
        execute("PRAGMA journal_mode = DELETE");
        store = ready(settings);
        assertThat(store.keys().list()).containsExactly(key);
        assertThat(folder.resolve("store.db-wal")).exists();
    }

    @Test
    void aDamagedFileIsReportedAndUsedOnceItIsReplaced() throws Exception {
        add("build");
        Path copy = parent.resolve("copy.db");
        store.copyTo(copy);
        store.close();
        Files.writeString(folder.resolve("store.db"), "This is no database. ".repeat(1_000));
        store = Store.open(settings);
        assertThat(store.opened())
                .isEqualTo(new StoreState.Away("The store's file is damaged. Restore it from a backup."));
        assertThatThrownBy(() -> store.keys().list())
                .isInstanceOf(StoreAwayException.class)
                .hasMessage("The store's file is damaged. Restore it from a backup.");
        Files.delete(folder.resolve("store.db"));
        eventually(
                store,
                new StoreState.Away(
                        "The store's file store.db is gone. Restore it from a backup. To start with an empty"
                                + " store and without keys, delete store.lock beside it and start again."));
        Files.deleteIfExists(folder.resolve("store.db-wal"));
        Files.deleteIfExists(folder.resolve("store.db-shm"));
        Files.move(copy, folder.resolve("store.db"));
        eventually(store, new StoreState.Ready());
        assertThat(store.keys().list()).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeMadeIsReported() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        try (Store other = Store.open(StoreSettings.inFolder(file))) {
            assertThat(other.opened())
                    .isEqualTo(new StoreState.Away(
                            "The data folder of the store cannot be written. Check its permissions."));
        }
    }
}
