package io.gatehouse.app.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads what `${file:PATH}` names. Each file is noted, so that a change of it is one of the configuration.
public final class SecretFiles {
    private static final int MOST_BYTES = 64 << 10;

    private final @Nullable Path root;
    private final boolean reading;
    private final Problems problems;

    /// @param root folder that files must lie in, links followed; null when they may lie anywhere
    public SecretFiles(@Nullable Path root, Problems problems) {
        this(root, true, problems);
    }

    private SecretFiles(@Nullable Path root, boolean reading, Problems problems) {
        this.root = root;
        this.reading = reading;
        this.problems = problems;
    }

    /// Reads nothing and finds all files empty; only those that lie outside of the folder are noted as errors.
    public static SecretFiles checking(Path root, Problems problems) {
        return new SecretFiles(root, false, problems);
    }

    /// The text of a file without one line end at its end; empty when it cannot be read, which is noted as an error.
    ///
    /// @param written the path, relative to the folder of the file that names it
    public String read(String written, Position position, String path) {
        String label = "the file " + Shown.quoted(written);
        Path file;
        try {
            file = position.source().resolve(written.strip());
        } catch (InvalidPathException invalid) {
            problems.error(position, path, label + " cannot be one", "Write ${file:PATH}.");
            return "";
        }
        if (outside(file, label, position, path) || !reading) {
            return "";
        }
        byte[] bytes = bytes(file);
        problems.read(file.toAbsolutePath().normalize(), Fingerprint.of(bytes));
        if (NamedFile.unfit(file)) {
            problems.error(position, path, label + " cannot be read: " + NamedFile.UNFIT, NamedFile.REMEDY);
            return "";
        }
        if (bytes == null) {
            String folder = position.source().folder().toString();
            problems.error(
                    position,
                    path,
                    label + " does not exist or cannot be read",
                    "Relative paths start at " + folder + ".");
            return "";
        }
        String text = bytes.length > MOST_BYTES ? null : text(bytes);
        if (text == null) {
            problems.error(position, path, label + " is not UTF-8 text of at most 64 KiB", "");
            return "";
        }
        return withoutLineEnd(text);
    }

    /// Notes an error when a file lies where none may be read.
    ///
    /// @param written the path, relative to the folder of the file that names it
    void confine(String written, Position position, String path) {
        try {
            outside(position.source().resolve(written.strip()), "the file " + Shown.quoted(written), position, path);
        } catch (InvalidPathException invalid) {
            // The field that holds it says so.
        }
    }

    private boolean outside(Path file, String label, Position position, String path) {
        if (root == null || inside(root, file)) {
            return false;
        }
        problems.error(
                position,
                path,
                label + " is not inside the folder " + root,
                "Move it there, or write `import: [{file: …, files: true}]` in gatehouse.yaml.");
        return true;
    }

    private static String withoutLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static byte @Nullable [] bytes(Path file) {
        try {
            return NamedFile.read(file);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /// Whether a file lies below a folder. Links count as what they lead to, as far as it is there.
    private static boolean inside(Path folder, Path file) {
        return real(file).startsWith(real(folder));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            Path parent = path.toAbsolutePath().normalize().getParent();
            return parent == null || path.getFileName() == null
                    ? path.toAbsolutePath().normalize()
                    : real(parent).resolve(path.getFileName());
        }
    }
}
