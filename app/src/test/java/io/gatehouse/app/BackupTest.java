package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.cli.DataLock;
import io.gatehouse.app.cli.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gatehouse backup` and `gatehouse restore`.
class BackupTest {
    private static final String SAMPLE = "servers: {one: {command: \"true\", disabled: true}}\n";

    @TempDir
    Path folder;

    private Path data;
    private Path file;
    private KeyCommands keys;

    @BeforeEach
    void places() {
        data = folder.resolve("data");
        file = folder.resolve("backup.zip");
        keys = new KeyCommands(data);
    }

    private Run backup(String... more) {
        return command("backup", data, more);
    }

    private Run restore(Path to, String... more) {
        return command("restore", to, more);
    }

    private Run command(String name, Path where, String... more) {
        return Run.of(Stream.concat(Stream.of(name, file.toString(), "--data", where.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aStoreInUseIsSavedAndBroughtBack() throws Exception {
        String secret = keys.make("ci");
        try (Bed bed = new Bed(folder, SAMPLE)) {
            assertThat(bed.gatehouse().keysRequired()).isTrue();
            Run saved = backup();
            assertThat(saved.err()).isEmpty();
            assertThat(saved.out()).startsWith("Saved " + file);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        keys.make("later");
        keys.run("revoke", "ci");

        Run restored = restore(data);

        assertThat(restored.out())
                .contains("The store from before is " + data.resolve("store.db.before"))
                .contains("Keys that were revoked after the backup work again");
        assertThat(keys.run("list")).containsPattern("ci +active").doesNotContain("later");
        Path other = folder.resolve("other");
        assertThat(restore(other).code()).isZero();
        assertThat(new KeyCommands(other).run("list")).containsPattern("ci +active");
        assertThat(other.resolve("store.db.before")).doesNotExist();
    }

    @Test
    void whatALostStoreLeftBehindDamagesNoRestoredOne() throws Exception {
        keys.make("ci");
        assertThat(backup().code()).isZero();
        Path log = folder.resolve("log");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            // Who has read keeps the log there when the commands end.
            statement.executeQuery("SELECT count(*) FROM caller_keys").close();
            keys.make("lost");
            keys.run("revoke", "ci");
            Files.copy(data.resolve("store.db-wal"), log);
        }
        Files.delete(data.resolve("store.db"));
        Files.move(log, data.resolve("store.db-wal"), StandardCopyOption.REPLACE_EXISTING);
        Run restored = restore(data);
        assertThat(restored.err()).isEmpty();
        assertThat(keys.run("list")).containsPattern("ci +active");
    }

    @Test
    void noStoreFromBeforeIsOverwritten() throws Exception {
        keys.make("ci");
        assertThat(backup().code()).isZero();
        keys.make("precious");
        assertThat(restore(data).code()).isZero();
        assertThat(restore(data).out())
                .contains(data.resolve("store.db.before-2").toString());
        Files.copy(data.resolve("store.db.before"), data.resolve("store.db"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(keys.run("list")).containsPattern("precious +active");
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() throws Exception {
        keys.make("ci");
        Path other = folder.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE flyway_schema_history (version TEXT, success BOOLEAN)");
            statement.execute("INSERT INTO flyway_schema_history VALUES ('1', true)");
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("store.db"));
            Files.copy(other, zip);
        }
        assertThat(restore(data).err()).contains("The database in it is no store of Gatehouse.");
        assertThat(keys.run("list")).containsPattern("ci +active");
    }

    @Test
    void keysOfTheMachineAreInItUnderAPassphraseOnly() throws Exception {
        keys.make("ci");
        Files.writeString(data.resolve("session-keys"), "SEALS");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
        assertThat(backup("--with-keys", "--passphrase-file", passphrase.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("SEALS");

        Path other = folder.resolve("other");
        assertThat(restore(other).code()).isZero();
        assertThat(other.resolve("session-keys")).doesNotExist();
        Path wrong = Files.writeString(folder.resolve("wrong"), "another passphrase");
        Run refused = restore(other, "--passphrase-file", wrong.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("The passphrase does not open the keys in");
        assertThat(restore(other, "--passphrase-file", passphrase.toString()).code())
                .isZero();
        assertThat(other.resolve("session-keys")).hasContent("SEALS");
    }

    @Test
    void whatCannotBeSavedOrBroughtBackIsRefusedAndNothingChanges() throws Exception {
        assertThat(backup().err()).contains("There is nothing to back up: " + data + " has no store yet.");
        keys.make("ci");
        assertThat(backup("--with-keys").err()).contains("--with-keys needs --passphrase-file FILE");
        Path brief = Files.writeString(folder.resolve("brief"), "secret");
        assertThat(backup("--with-keys", "--passphrase-file", brief.toString()).err())
                .contains("has at least 12 characters");
        Files.writeString(file, "no zip");
        assertThat(backup().err()).contains(file + " exists. Choose another file.");
        assertThat(restore(data).err()).contains(file + " is not a backup of Gatehouse.");
        Files.delete(file);
        assertThat(backup().code()).isZero();
        try (DataLock lock = DataLock.take(data)) {
            assertThat(restore(data).err()).contains("Another gateway uses the data folder " + data);
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(restore(data).code()).isEqualTo(ExitCode.FAILED);
        assertThat(keys.run("list")).containsPattern("ci +active");
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.contains("new") || name.startsWith("backup"));
        }
    }
}
