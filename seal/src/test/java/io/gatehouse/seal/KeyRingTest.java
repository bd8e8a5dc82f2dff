package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    @TempDir
    Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-08-01T00:00:00Z");

    @BeforeEach
    void place() {
        file = folder.resolve("data/keys");
    }

    private KeyRing inFile() throws IOException {
        return KeyRing.inFile(file, KeyRotation.DEFAULT, () -> now);
    }

    private Seal seal(KeyRing keys) {
        return new Seal(keys, "test", Duration.ofDays(365), 200, () -> now);
    }

    private String sealed(KeyRing keys) {
        return Objects.requireNonNull(seal(keys).seal(new byte[] {1}));
    }

    private boolean opens(KeyRing keys, String text) {
        return seal(keys).open(text) instanceof Opened.Content;
    }

    @Test
    void theTwoKeysBeforeTheNewestStillOpen() throws Exception {
        KeyRing keys = inFile();
        String first = sealed(keys);
        keys.rotate();
        String second = sealed(keys);
        keys.rotate();
        for (KeyRing reader : new KeyRing[] {keys, inFile()}) {
            assertThat(opens(reader, first)).isTrue();
            assertThat(opens(reader, second)).isTrue();
        }
        keys.rotate();
        for (KeyRing reader : new KeyRing[] {keys, inFile()}) {
            assertThat(opens(reader, first)).isFalse();
            assertThat(opens(reader, second)).isTrue();
        }
        assertThat(Files.readAllLines(file)).hasSize(3);
    }

    @Test
    void keysInMemoryRotateToo() throws Exception {
        KeyRing keys = KeyRing.inMemory(new KeyRotation(Duration.ofDays(1), 0), () -> now);
        String text = sealed(keys);
        assertThat(opens(keys, text)).isTrue();
        keys.rotate();
        assertThat(opens(keys, text)).isFalse();
        assertThat(opens(keys, sealed(keys))).isTrue();
    }

    @Test
    void anOldKeyIsReplacedAtTheStart() throws Exception {
        String text = sealed(inFile());
        now = now.plus(Duration.ofDays(31));
        assertThat(opens(inFile(), text)).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void anOldKeyIsReplacedWhileInUse() throws Exception {
        KeyRing keys = inFile();
        String text = sealed(keys);
        now = now.plus(Duration.ofDays(31));
        sealed(keys);
        while (Files.readAllLines(file).size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(opens(inFile(), text)).isTrue();
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheKeysAsTheyWere() throws Exception {
        KeyRing keys = inFile();
        String text = sealed(keys);
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThatThrownBy(keys::rotate).isInstanceOf(IOException.class);
        assertThat(opens(keys, text)).isTrue();
        assertThat(opens(keys, sealed(keys))).isTrue();
    }

    @Test
    void onlyTheOwnerMayReadTheKeys() throws Exception {
        inFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        inFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedFileIsNamedWithoutItsContent() throws Exception {
        inFile();
        Files.writeString(file, "1 2026-08-01T00:00:00Z c2VjcmV0\n");
        assertThatThrownBy(this::inFile)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Delete it")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
