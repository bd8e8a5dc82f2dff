package io.gatehouse.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
    @TempDir
    Path folder;

    /// What the check before it saw was still a file.
    @Test
    @Timeout(60)
    void aFileThatBecameAPipeAfterItWasCheckedDoesNotHang() throws Exception {
        Path pipe = folder.resolve("gatehouse.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> NamedFile.readWithin(pipe, Duration.ofSeconds(1)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("reading it did not end within 1 s");
    }

    @Test
    void aFileIsReadAndOneThatIsMissingIsCalledSo() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "secret");

        assertThat(NamedFile.read(file)).asString().isEqualTo("secret");
        assertThatThrownBy(() -> NamedFile.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
