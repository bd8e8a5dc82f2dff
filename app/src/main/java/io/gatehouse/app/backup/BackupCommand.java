package io.gatehouse.app.backup;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.protocol.Json;
import io.gatehouse.seal.PassphraseBox;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoreFile;
import io.gatehouse.store.StorePlace;
import io.gatehouse.store.StoreState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        header = "Save the store of a data folder to a file.",
        description = "The gateway may run meanwhile. The file has the keys of callers as SHA-256, and the copy is read"
                + " once more before the command ends. For PostgreSQL, use pg_dump.",
        footer = {
            "",
            "Examples:",
            "  gatehouse backup /backup/gatehouse.zip",
            "  gatehouse backup all.zip --with-keys --passphrase-file passphrase.txt"
        })
public final class BackupCommand implements Action {
    private static final String PREFIX = "backup-";

    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "FILE", description = "The file to write, which must not exist.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--with-keys", description = "Save the keys that seal session IDs, too, under the passphrase.")
    private boolean withKeys;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File with the passphrase for --with-keys in its first line.")
    private @Nullable Path passphrase;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// @param terminal where it prints
    public BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (withKeys != (passphrase != null)) {
            throw new CommandException(ExitCode.USAGE, "--with-keys needs --passphrase-file FILE, and the other way.");
        }
        char[] secret = passphrase == null ? null : Passphrase.of(passphrase);
        Configuration configuration = options.loader(terminal).load();
        if (!(configuration.store().place() instanceof StorePlace.Folder)) {
            throw new CommandException(ExitCode.USAGE, "The store is a PostgreSQL database. Back it up with pg_dump.");
        }
        if (!Store.exists(configuration.store())) {
            throw new CommandException(
                    ExitCode.FAILED, "There is nothing to back up: " + configuration.data() + " has no store yet.");
        }
        if (Files.exists(file)) {
            throw new CommandException(ExitCode.USAGE, file + " exists. Choose another file.");
        }
        try {
            save(configuration, secret);
        } catch (IOException failed) {
            throw new CommandException(ExitCode.FAILED, Failures.ofFiles(failed));
        }
        long bytes = Files.size(file);
        terminal.out()
                .println(
                        json
                                ? "{\"file\":" + Json.quote(file.toString()) + ",\"bytes\":" + bytes + ",\"keys\":"
                                        + withKeys + "}"
                                : "Saved " + file + " (" + bytes + " bytes).");
        return ExitCode.OK;
    }

    private void save(Configuration configuration, char @Nullable [] secret) throws IOException, InterruptedException {
        Path whole = file.toAbsolutePath();
        removeOld(configuration.data());
        Path folder = Files.createTempDirectory(configuration.data(), PREFIX);
        Path copy = folder.resolve(StoreFile.NAME);
        try (Store store = Store.open(configuration.store())) {
            if (!(store.opened() instanceof StoreState.Ready)) {
                throw new CommandException(ExitCode.FAILED, reason(store.state()));
            }
            store.copyTo(copy);
            byte[] keys = secret == null ? null : PassphraseBox.seal(KeyFiles.read(configuration.data()), secret);
            BackupFile backup = new BackupFile(whole);
            backup.write(copy, keys);
            Files.delete(copy);
            backup.extract(copy);
            String problem = StoreFile.problem(copy);
            if (problem != null) {
                Files.delete(whole);
                throw new CommandException(
                        ExitCode.FAILED, "The backup cannot be read again. Check the disk of " + whole + ".");
            }
        } catch (StoreAwayException away) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(away.getMessage()));
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
    }

    /// Removes what a backup left behind that was killed.
    private static void removeOld(Path data) throws IOException {
        Instant old = Instant.now().minus(Duration.ofDays(1));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(data, PREFIX + "*")) {
            for (Path each : left) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(old)) {
                    Files.deleteIfExists(each.resolve(StoreFile.NAME));
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static String reason(StoreState state) {
        return switch (state) {
            case StoreState.Ready() -> "";
            case StoreState.Away(String reason) -> reason;
            case StoreState.Refused(String reason) -> reason;
        };
    }
}
