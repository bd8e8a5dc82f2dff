package io.gatehouse.app;

import java.nio.file.Path;

/// Where settings were written: a file, or the command line.
///
/// @param label what messages call it, a path as the user wrote it say
/// @param folder where its relative paths start
record Source(String label, Path folder) {
    /// The command line; relative paths start at the current folder.
    static final Source COMMAND_LINE = new Source("command line", Path.of("").toAbsolutePath());

    /// A file under the name that the user knows it by.
    static Source of(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return new Source(file.toString(), parent == null ? file.toAbsolutePath() : parent);
    }

    /// A path that this source names; `~/` is the home of the user.
    ///
    /// @throws java.nio.file.InvalidPathException when the text is no path
    Path resolve(String written) {
        String text = written.equals("~") || written.startsWith("~/")
                ? System.getProperty("user.home") + written.substring(1)
                : written;
        return folder.resolve(text).normalize();
    }
}
