package io.gatehouse.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text that changes when the contents of a file do; a file that is missing has a text of its own.
final class Fingerprint {
    private static final String MISSING = "-";

    private Fingerprint() {}

    /// Of what stands in the files now, links followed.
    static String of(List<Path> files) {
        return files.stream().map(file -> of(contents(file))).collect(Collectors.joining(" "));
    }

    /// Of what was read of a file; null when it is missing or cannot be read.
    static String of(byte @Nullable [] contents) {
        if (contents == null) {
            return MISSING;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte @Nullable [] contents(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(DocumentReader.MAX_BYTES + 1);
        } catch (IOException missing) {
            return null;
        }
    }
}
