package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerFileTest {
    @TempDir
    Path folder;

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void itIsMadeAndReplacedForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("a/b/file");
        OwnerFile.write(file, new byte[] {1});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        OwnerFile.write(file, new byte[] {2});
        assertThat(Files.readAllBytes(file)).containsExactly(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(in(file.getParent())).containsExactly(file);
    }

    @Test
    void anEmptyOneIsMadeOnceAndForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("a/file");
        OwnerFile.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.write(file, new byte[] {1});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        OwnerFile.create(file);
        assertThat(Files.readAllBytes(file)).containsExactly(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws Exception {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("by a folder"));
        assertThatThrownBy(() -> OwnerFile.write(taken, new byte[] {1})).isInstanceOf(IOException.class);
        assertThat(in(folder)).containsExactly(taken);
    }
}
