package io.gatehouse.app.backup;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.seal.PassphraseBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The passphrase of a backup, from a file: on a command line, other users of the machine could read it.
final class Passphrase {
    private Passphrase() {}

    /// The first line of the file.
    ///
    /// @throws CommandException when it cannot be read or is too short
    static char[] of(Path file) {
        String line;
        try {
            line = Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.USAGE, "--passphrase-file: " + Failures.ofFiles(unreadable));
        }
        if (line.length() < PassphraseBox.LEAST_LENGTH) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--passphrase-file: the passphrase is the first line of the file and has at least "
                            + PassphraseBox.LEAST_LENGTH + " characters.");
        }
        return line.toCharArray();
    }
}
