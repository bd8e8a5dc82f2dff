package io.gatehouse.upstream.child;

import io.gatehouse.upstream.reading.Shown;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the file that a command names, as a shell in a given directory would.
final class CommandSearch {
    /// Where to look when there is no PATH at all.
    static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    /// As much of a first line as Linux reads.
    private static final int MOST_LINE = 256;

    private static final String PROGRAM_ALONE =
            "Set `command` to the program alone and put its arguments under `args`.";

    private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private CommandSearch() {}

    /// @throws ChildProcessException (not found) naming the command, where it was looked for, and what to do
    static Path find(String command, String path, Path directory) {
        if (command.isBlank()) {
            throw notFound("The command is empty.", "Set `command` to the program that starts the server.");
        }
        if (command.contains("/")) {
            return interpreted(command, file(command, directory));
        }
        Path found = onPath(command, path, directory)
                .orElseThrow(() -> notFound(
                        "The command `" + command + "` was not found in PATH.",
                        withArguments(command)
                                ? PROGRAM_ALONE
                                : "Install it, give its full path as `command`, or set PATH in the server's `env`."));
        return interpreted(command, found);
    }

    static Optional<Path> onPath(String command, String path, Path directory) {
        return SEPARATOR
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> directory.resolve(folder).resolve(command))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Path file(String command, Path directory) {
        Path file;
        try {
            file = directory.resolve(command).normalize();
        } catch (InvalidPathException invalid) {
            throw notFound(
                    "The command `" + command + "` is not a valid path: " + invalid.getReason() + ".",
                    "Correct `command`.");
        }
        if (!Files.isRegularFile(file)) {
            throw notFound(
                    "The command `" + command + "` does not exist (looked for " + file + ").",
                    withArguments(command)
                            ? PROGRAM_ALONE
                            : "Correct `command`; a relative path starts at the server's directory.");
        }
        if (!Files.isExecutable(file)) {
            throw notFound(
                    "The command `" + command + "` is not executable.",
                    "Make it executable (chmod +x " + file + "), or start it by its interpreter.");
        }
        return file;
    }

    /// Whether it looks like a whole command line, which only a shell would take apart.
    private static boolean withArguments(String command) {
        return command.strip().indexOf(' ') > 0;
    }

    /// The system would only say that there is no such file, and not which.
    private static Path interpreted(String command, Path file) {
        String interpreter = interpreter(file);
        if (interpreter.startsWith("/") && !new File(interpreter).exists()) {
            throw interpreter.endsWith("\r") && new File(interpreter.stripTrailing()).exists()
                    ? notFound(
                            "The first line of the command `" + command
                                    + "` ends in a carriage return, as in Windows files.",
                            "Save " + file + " with Unix line endings.")
                    : notFound(
                            "The first line of the command `" + command + "` names an interpreter that does not exist ("
                                    + Shown.text(interpreter, MOST_LINE) + ").",
                            "Install it, or correct the first line of " + file + ".");
        }
        return file;
    }

    /// What stands behind `#!` at the beginning of a file; empty when nothing does.
    private static String interpreter(Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(MOST_LINE);
        } catch (IOException unreadable) {
            return "";
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        if (!text.startsWith("#!") || end < 0 || text.indexOf('\0') >= 0) {
            return "";
        }
        String line = text.substring(2, end).stripLeading();
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private static ChildProcessException notFound(String happened, String remedy) {
        return new ChildProcessException(ChildProcessException.Kind.NOT_FOUND, happened, remedy);
    }
}
