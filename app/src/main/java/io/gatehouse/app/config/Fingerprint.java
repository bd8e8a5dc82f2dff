package io.gatehouse.app.config;

import io.gatehouse.seal.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text that changes when the contents of a file do; a file that is missing has a text of its own.
public final class Fingerprint {
    private static final String MISSING = "-";

    private Fingerprint() {}

    /// Of what stands in the files now, links followed.
    public static String of(List<Path> files) {
        return files.stream().map(file -> of(contents(file))).collect(Collectors.joining(" "));
    }

    /// Of what was read of a file; null when it is missing or cannot be read.
    public static String of(byte @Nullable [] contents) {
        return contents == null ? MISSING : Sha256.hex(contents);
    }

    private static byte @Nullable [] contents(Path file) {
        try {
            return NamedFile.read(file);
        } catch (IOException missing) {
            return null;
        }
    }
}
