package io.gatehouse.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The file that keeps keys over a restart: a line a key, `id created secret`, newest first. Only its owner may read
/// it.
final class KeyFile {
    private static final long MAX_BYTES = 64 << 10;

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    /// The keys in the file, newest first; none when there is no file.
    ///
    /// @throws IOException when it cannot be read or does not hold keys
    List<SealKey> read() throws IOException {
        String text;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw damaged("it is too large");
            }
            text = Files.readString(path);
        } catch (NoSuchFileException none) {
            return List.of();
        }
        OwnerFile.protect(path);
        List<SealKey> keys = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            keys.add(key(line.strip().split(" ", -1)));
        }
        return List.copyOf(keys);
    }

    /// Puts the keys in the place of those in the file, at once.
    void write(List<SealKey> keys) throws IOException {
        StringBuilder text = new StringBuilder();
        for (SealKey key : keys) {
            text.append(Integer.toHexString(key.id()))
                    .append(' ')
                    .append(key.created())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(key.secret().getEncoded()))
                    .append('\n');
        }
        OwnerFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private SealKey key(String[] fields) throws IOException {
        if (fields.length != 3) {
            throw damaged("a line needs an id, a time and a secret");
        }
        try {
            return SealKey.of(
                    Integer.parseUnsignedInt(fields[0], 16),
                    Instant.parse(fields[1]),
                    Base64.getDecoder().decode(fields[2]));
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            throw damaged("a line cannot be read");
        }
    }

    private IOException damaged(String reason) {
        return new IOException("The key file " + path + " is damaged: " + reason
                + ". Delete it to start with new keys; everything sealed with the old ones, such as sessions,"
                + " ends then.");
    }
}
