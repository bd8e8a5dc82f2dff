package io.gatehouse.app.tokens;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A key or token, read from where other users of the machine do not see it.
final class Secret {
    private static final String KEY = "GATEHOUSE_KEY";
    private static final Path INPUT = Path.of("-");
    private static final int MOST = 64 << 10;

    private Secret() {}

    /// A key in a file, else in the variable GATEHOUSE_KEY.
    ///
    /// @throws CommandException when there is none
    static String key(Terminal terminal, @Nullable Path file) throws IOException {
        if (file != null) {
            return read(terminal, file, "key");
        }
        String variable = terminal.environment().get(KEY);
        if (variable == null || variable.isBlank()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "There is no key. Put it into the variable " + KEY + ", or name a file with --key-file.");
        }
        return variable.strip();
    }

    /// A token in a file, else on standard input.
    ///
    /// @throws CommandException when there is none
    static String token(Terminal terminal, @Nullable Path file) throws IOException {
        return read(terminal, file == null ? INPUT : file, "token");
    }

    private static String read(Terminal terminal, Path file, String what) throws IOException {
        byte[] bytes = file.equals(INPUT) ? terminal.in().readNBytes(MOST) : firstOf(file);
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    (file.equals(INPUT) ? "Standard input" : "The file " + file) + " must have the " + what
                            + " and nothing else.");
        }
        return text;
    }

    private static byte[] firstOf(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MOST);
        }
    }
}
