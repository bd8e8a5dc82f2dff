package io.gatehouse.app.backup;

import io.gatehouse.seal.OwnerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The keys in a data folder.
final class KeyFiles {
    private static final String SESSION_KEYS = "session-keys";

    private KeyFiles() {}

    /// Those of a folder; empty when there are none.
    static byte[] read(Path data) throws IOException {
        Path file = data.resolve(SESSION_KEYS);
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    /// Puts keys into a folder.
    static void write(Path data, byte[] keys) throws IOException {
        if (keys.length > 0) {
            OwnerFile.write(data.resolve(SESSION_KEYS), keys);
        }
    }
}
