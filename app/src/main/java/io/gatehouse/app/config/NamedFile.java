package io.gatehouse.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads a file that a configuration names. A pipe, a socket or a device is refused, because reading it might
/// never end: a reload that hangs would leave removed keys valid.
public final class NamedFile {
    /// How much is read of a file, in bytes.
    public static final int MAX_BYTES = DocumentReader.MAX_BYTES;

    /// Why such a thing is not read.
    public static final String UNFIT = "it is a pipe, a socket or a device";

    /// What to do about it.
    public static final String REMEDY = "Name a regular file.";

    private static final Duration MOST_TIME = Duration.ofSeconds(10);

    private NamedFile() {}

    /// What stands in a file, links followed; of a file that is too large the first [#MAX_BYTES] and one.
    ///
    /// @throws IOException when it cannot be read, or is no file
    public static byte[] read(Path file) throws IOException {
        if (unfit(file)) {
            throw new FileSystemException(file.toString(), null, UNFIT);
        }
        return readWithin(file, MOST_TIME);
    }

    /// Reads whatever a path leads to, for at most so long: what was a file a moment ago may be a pipe by now, and a
    /// network folder may have gone. Nothing ends a read that hangs, so its thread stays behind.
    static byte[] readWithin(Path file, Duration time) throws IOException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(MAX_BYTES + 1);
            }
        });
        Thread.ofPlatform().daemon().name("file-reader").start(reading);
        try {
            return reading.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            reading.cancel(true);
            throw new FileSystemException(
                    file.toString(), null, "reading it did not end within " + time.toSeconds() + " s");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            reading.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    /// Whether a path leads to something that is there and neither a file nor a folder.
    public static boolean unfit(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException missing) {
            return false;
        }
    }

    /// Whether a file holds more than is read of one.
    public static boolean tooLarge(Path file) {
        try {
            return Files.size(file) > MAX_BYTES;
        } catch (IOException missing) {
            return false;
        }
    }
}
