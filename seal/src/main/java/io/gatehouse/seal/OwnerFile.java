package io.gatehouse.seal;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes files that only their owner may read, in one step: whoever reads finds the content from before or the new
/// one.
public final class OwnerFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private OwnerFile() {}

    /// Puts this content in the place of what is in the file; makes the file and its folders where they are missing.
    ///
    /// @throws IOException when it cannot be written; the content from before stays then
    public static void write(Path file, byte[] content) throws IOException {
        Path whole = file.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        Path fresh = Files.createTempFile(whole.getParent(), "." + whole.getFileName(), ".new", attributes(file));
        try {
            Files.write(fresh, content);
            try {
                Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException notAtomic) {
                Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Makes an empty file and its folders where they are missing. A file that exists keeps its content, and only its
    /// owner may read it from now on.
    ///
    /// @throws IOException when that is not possible
    public static void create(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        try {
            Files.createFile(whole, attributes(file));
        } catch (FileAlreadyExistsException exists) {
            protect(whole);
        }
    }

    private static FileAttribute<?>[] attributes(Path file) {
        return posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /// Takes the right to read it from everyone else, where the file system has such rights.
    static void protect(Path file) throws IOException {
        if (posix(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
