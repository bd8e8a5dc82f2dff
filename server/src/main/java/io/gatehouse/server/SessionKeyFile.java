package io.gatehouse.server;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// The file that keeps session keys over a restart: a line a key, `id created secret`, newest first. Only its owner may
/// read it.
final class SessionKeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final long MAX_BYTES = 64 << 10;

    private final Path path;

    SessionKeyFile(Path path) {
        this.path = path;
    }

    /// The keys in the file, newest first; none when there is no file.
    ///
    /// @throws IOException when it cannot be read or does not hold keys
    List<SessionKey> read() throws IOException {
        String text;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw damaged("it is too large", null);
            }
            text = Files.readString(path);
        } catch (NoSuchFileException none) {
            return List.of();
        }
        if (posix()) {
            Files.setPosixFilePermissions(path, OWNER_ONLY);
        }
        List<SessionKey> keys = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            keys.add(key(line.strip().split(" ", -1)));
        }
        return List.copyOf(keys);
    }

    /// Puts the keys in the place of those in the file, at once.
    void write(List<SessionKey> keys) throws IOException {
        StringBuilder text = new StringBuilder();
        for (SessionKey key : keys) {
            text.append(Integer.toHexString(key.id()))
                    .append(' ')
                    .append(key.created())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(key.secret().getEncoded()))
                    .append('\n');
        }
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        FileAttribute<?>[] attributes = posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(folder, "session-keys", ".new", attributes);
        try {
            Files.writeString(fresh, text);
            try {
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException notAtomic) {
                Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private SessionKey key(String[] fields) throws IOException {
        if (fields.length != 3) {
            throw damaged("a line needs an id, a time and a secret", null);
        }
        try {
            return SessionKey.of(
                    Integer.parseUnsignedInt(fields[0], 16),
                    Instant.parse(fields[1]),
                    Base64.getDecoder().decode(fields[2]));
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            throw damaged("a line cannot be read", null);
        }
    }

    private IOException damaged(String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IOException(
                "the session key file " + path + " is damaged: " + reason
                        + "; delete it to start with new keys (clients then start new sessions)",
                cause);
    }

    private boolean posix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
