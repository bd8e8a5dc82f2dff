package io.gatehouse.upstream;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the file that a command names, as a shell in a given directory would.
final class CommandSearch {
    /// Where to look when there is no PATH at all.
    static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private CommandSearch() {}

    /// @throws ChildProcessException (not found) naming the command, where it was looked for, and what to do
    static Path find(String command, String path, Path directory) {
        if (command.isBlank()) {
            throw notFound("The command is empty. Set `command` to the program that starts the server.");
        }
        if (command.contains("/")) {
            return file(command, directory);
        }
        return onPath(command, path, directory)
                .orElseThrow(() -> notFound("The command `" + command + "` was not found in PATH (" + path
                        + "). Install it, give its full path as `command`, or set PATH in the server's `env`."));
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
            throw notFound("The command `" + command + "` is no valid path: " + invalid.getReason() + ".");
        }
        if (!Files.isRegularFile(file)) {
            throw notFound("The command `" + command + "` does not exist (looked for " + file
                    + "). Correct `command`; a relative path starts at the server's directory.");
        }
        if (!Files.isExecutable(file)) {
            throw notFound("The command `" + command + "` may not be executed. Make it executable (chmod +x " + file
                    + "), or start it by its interpreter.");
        }
        return file;
    }

    private static ChildProcessException notFound(String message) {
        return new ChildProcessException(ChildProcessException.Kind.NOT_FOUND, message);
    }
}
