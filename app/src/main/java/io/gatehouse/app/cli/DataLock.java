package io.gatehouse.app.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The right to serve on a data folder. The operating system holds it, so it ends with the process, however that ends.
public final class DataLock implements AutoCloseable {
    private static final String FILE = "gateway.lock";

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock.
    ///
    /// @throws CommandException when another gateway serves on this folder; says which, as far as that is known
    /// @throws IOException when the folder cannot be written to
    public static DataLock take(Path data) throws IOException {
        Files.createDirectories(data);
        FileChannel channel = FileChannel.open(data.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = lock(channel) != null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        if (!taken) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "Another gateway uses the data folder " + data
                            + RunningGateway.find(data)
                                    .map(other -> ": " + other)
                                    .orElse("")
                            + ". Stop it, or choose another folder with --data.");
        }
        return new DataLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    /// Gives it up; another gateway may serve from now on. Does nothing the second time.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
