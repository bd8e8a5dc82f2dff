package io.gatehouse.store;

import io.gatehouse.seal.OwnerFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/// A file of SQLite with a write-ahead log. Several processes may write.
final class SqliteFile implements Backend {
    /// A lock on a file belongs to a process, so that its threads need another.
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    static {
        NativeLibrary.use();
    }

    private final Path file;
    private final Path lock;
    private final SQLiteDataSource connections;
    private volatile @Nullable Object opened;

    SqliteFile(Path folder, StoreSettings settings) {
        this.file = folder.toAbsolutePath().resolve(StoreFile.NAME);
        this.lock = folder.toAbsolutePath().resolve("store.lock");
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(
                (int) Math.min(Integer.MAX_VALUE, settings.statementLimit().toMillis()));
        config.enforceForeignKeys(true);
        // A transaction that begins to write after it has read fails when another process wrote in between.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        this.connections = new SQLiteDataSource(config);
        // As a URI, because the driver reads what follows a question mark in a path as options.
        connections.setUrl("jdbc:sqlite:" + file.toUri());
    }

    @Override
    public DataSource connections() {
        return connections;
    }

    /// A lock without a store belonged to one that was lost.
    @Override
    public boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.exists(lock);
    }

    @Override
    public boolean present() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public @Nullable String lost() {
        Object before = opened;
        Object now = key();
        if (now == null && (before != null || Files.exists(lock))) {
            return "The store's file " + StoreFile.NAME + " is gone. Restore it from a backup. To start with an empty"
                    + " store and without keys, delete " + lock.getFileName() + " beside it and start again.";
        }
        return before != null && !before.equals(now) ? "The store's file was replaced." : null;
    }

    @Override
    public void found() {
        opened = key();
    }

    /// What tells the file from another one of its name; null when there is none.
    private @Nullable Object key() {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException missing) {
            return null;
        }
    }

    /// SQLite gives the files that it makes beside this one the same permissions.
    @Override
    public void create() throws IOException {
        OwnerFile.create(file);
    }

    @Override
    public boolean prepared(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
            return mode.next() && mode.getString(1).equals("wal");
        }
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    @Override
    public StoreState alone(Preparation preparation) throws SQLException, IOException {
        OwnerFile.create(lock);
        THIS_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assert held.isValid();
            return preparation.run();
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    @Override
    public String microsNow() {
        return "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000";
    }

    /// SQLite lets threads that wait sleep inside its library, which would hold up the carriers of virtual threads.
    @Override
    public boolean oneWriter() {
        return true;
    }

    @Override
    public boolean away(SQLException failure) {
        return false;
    }

    @Override
    public String reason(SQLException failure) {
        // The lowest byte is the error, and the others say more about it.
        return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "Another process has locked the store's file for too long. Try again later.";
            case SQLITE_FULL -> "The disk with the store's file is full. Free some space.";
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH ->
                "The store's file cannot be opened for writing. Check the permissions of the data folder.";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "The store's file is damaged. Restore it from a backup.";
            case SQLITE_IOERR -> "The store's file cannot be read or written. Check the disk of the data folder.";
            default -> "The store's file reports the error " + failure.getErrorCode() + " of SQLite.";
        };
    }
}
