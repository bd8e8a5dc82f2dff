package io.gatehouse.app.backup;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.DataLock;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.protocol.Json;
import io.gatehouse.seal.PassphraseBox;
import io.gatehouse.store.StoreFile;
import io.gatehouse.store.StorePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        header = "Put a backup in the place of the store of a data folder.",
        description =
                "The gateway must not run meanwhile. The store from before stays beside it, as store.db.before, and is"
                        + " never overwritten.",
        footer = {
            "",
            "Examples:",
            "  gatehouse restore /backup/gatehouse.zip",
            "  gatehouse restore all.zip --passphrase-file passphrase.txt",
            "",
            "Keys that were revoked after the backup was made work again. Look at them with",
            "`gatehouse key list`, and revoke them once more."
        })
public final class RestoreCommand implements Action {
    private static final String BEFORE = ".before";

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "FILE", description = "The backup.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "File with the passphrase of the keys in the backup in its first line. Without it, the keys of"
                            + " the data folder stay.")
    private @Nullable Path passphrase;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// @param terminal where it prints
    public RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.loader(terminal).load();
        if (!(configuration.store().place() instanceof StorePlace.Folder)) {
            throw new CommandException(
                    ExitCode.USAGE, "The store is a PostgreSQL database. Restore it with pg_restore.");
        }
        if (!Files.isRegularFile(file)) {
            throw new CommandException(ExitCode.USAGE, "There is no file " + file + ".");
        }
        Path data = configuration.data();
        Path kept;
        try (DataLock lock = DataLock.take(data)) {
            kept = restore(data);
        } catch (ZipException noBackup) {
            throw new CommandException(ExitCode.FAILED, file + " is not a backup of Gatehouse.");
        } catch (IOException failed) {
            throw new CommandException(ExitCode.FAILED, Failures.ofFiles(failed));
        }
        String before = kept == null ? "null" : Json.quote(kept.toString());
        terminal.out()
                .println(
                        json
                                ? "{\"file\":" + Json.quote(file.toString()) + ",\"before\":" + before + "}"
                                : "Restored " + file + "."
                                        + (kept == null ? "" : " The store from before is " + kept + ".")
                                        + " Keys that were revoked after the backup work again; look at `gatehouse key"
                                        + " list`.");
        return ExitCode.OK;
    }

    /// Puts the store, and the keys where they can be opened, into the data folder.
    ///
    /// @return where the store from before is; null when there was none
    private @Nullable Path restore(Path data) throws IOException {
        BackupFile backup = new BackupFile(file);
        byte[] keys = keys(backup);
        Path fresh = data.resolve(StoreFile.NAME + ".new");
        try {
            Files.deleteIfExists(fresh);
            backup.extract(fresh);
            String problem = StoreFile.problem(fresh);
            if (problem != null) {
                throw new CommandException(ExitCode.FAILED, file + " cannot be restored. " + problem);
            }
            Path store = data.resolve(StoreFile.NAME);
            Path kept = keep(store);
            Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
            if (StoreFile.problem(store) != null) {
                throw new CommandException(ExitCode.FAILED, "The restored store cannot be read. Check the disk.");
            }
            if (keys != null) {
                KeyFiles.write(data, keys);
            }
            return kept;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private byte @Nullable [] keys(BackupFile backup) throws IOException {
        byte[] sealed = backup.keys();
        if (passphrase == null) {
            return null;
        }
        if (sealed == null) {
            throw new CommandException(
                    ExitCode.USAGE, "There are no keys in " + file + ". Leave --passphrase-file out.");
        }
        byte[] keys = PassphraseBox.open(sealed, Passphrase.of(passphrase));
        if (keys == null) {
            throw new CommandException(ExitCode.FAILED, "The passphrase does not open the keys in " + file + ".");
        }
        return keys;
    }

    /// Moves a store aside, with what SQLite keeps beside it. That must be gone in any case: it belongs to no other.
    private static @Nullable Path keep(Path store) throws IOException {
        Path kept = free(store);
        boolean there = Files.exists(store);
        for (String part : new String[] {"", "-wal", "-shm"}) {
            Path from = store.resolveSibling(StoreFile.NAME + part);
            if (there && Files.exists(from)) {
                Files.move(from, kept.resolveSibling(kept.getFileName() + part), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(from);
            }
        }
        return there ? kept : null;
    }

    /// A name beside the store that nothing has.
    private static Path free(Path store) {
        Path kept = store.resolveSibling(StoreFile.NAME + BEFORE);
        for (int number = 2; Files.exists(kept); number++) {
            kept = store.resolveSibling(StoreFile.NAME + BEFORE + "-" + number);
        }
        return kept;
    }
}
