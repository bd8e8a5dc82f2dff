package io.gatehouse.app.config;

import io.gatehouse.seal.OwnerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file of seal keys, one a line; the first seals, all open. A comment before a key says that it does not seal yet,
/// or no more.
public final class SealKeyFile {
    private static final String COMMENT = "#";
    private static final String NEXT = "# next: opens, and will seal after the next `gatehouse seal rotate`";
    private static final String OLD = "# old: opens what it sealed";
    private static final long MOST_BYTES = 64 << 10;

    private final Path path;
    private final List<String> current = new ArrayList<>();
    private final List<String> next = new ArrayList<>();
    private final List<String> old = new ArrayList<>();

    private SealKeyFile(Path path) {
        this.path = path;
    }

    /// What a rotation did.
    public enum Step {
        /// There was no key; now there is one.
        FIRST,
        /// A new key opens, and does not seal yet.
        ADDED,
        /// The new key seals.
        PROMOTED
    }

    /// The keys in a text: its lines without comments and blank ones.
    public static List<String> keys(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .toList();
    }

    /// What is in the file; nothing where there is none.
    ///
    /// @throws IOException when it cannot be read
    public static SealKeyFile read(Path path) throws IOException {
        SealKeyFile file = new SealKeyFile(path);
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new IOException(path + " is larger than 64 KiB, so it is no file of seal keys.");
            }
            file.take(Files.readString(path));
        } catch (NoSuchFileException none) {
            // The first key makes it.
        }
        return file;
    }

    private void take(String text) {
        List<String> place = current;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("# next")) {
                place = next;
            } else if (line.startsWith("# old")) {
                place = old;
            } else if (!line.isEmpty() && !line.startsWith(COMMENT)) {
                place.add(line);
                place = current;
            }
        }
    }

    /// Takes the next of two steps: adds a new key, or has it seal.
    ///
    /// @throws IOException when the file cannot be written
    public Step rotate() throws IOException {
        Step step;
        if (current.isEmpty() && next.isEmpty()) {
            current.add(KeyMaker.make());
            step = Step.FIRST;
        } else if (next.isEmpty()) {
            next.add(KeyMaker.make());
            step = Step.ADDED;
        } else {
            old.addAll(0, current);
            current.clear();
            current.addAll(next);
            next.clear();
            step = Step.PROMOTED;
        }
        write();
        return step;
    }

    /// Removes the keys that do not seal any more.
    ///
    /// @return how many there were
    /// @throws IOException when the file cannot be written
    public int dropOld() throws IOException {
        int dropped = old.size();
        if (dropped > 0) {
            old.clear();
            write();
        }
        return dropped;
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder(
                "# Seal keys of Gatehouse. The first one seals, all open. `gatehouse seal rotate` changes this file.\n");
        current.forEach(key -> text.append(key).append('\n'));
        next.forEach(key -> text.append(NEXT).append('\n').append(key).append('\n'));
        old.forEach(key -> text.append(OLD).append('\n').append(key).append('\n'));
        OwnerFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
