package io.gatehouse.app;

import java.nio.file.Path;
import java.util.Set;

/// Where settings were written: a file, or the command line.
///
/// @param label what messages call it, a path as the user wrote it say
/// @param folder where its relative paths start
record Source(String label, Path folder) {
    /// Folders in which MCP clients keep their files of a project. Those in the home of a user belong to no project.
    private static final Set<String> CLIENT_FOLDERS = Set.of(
            ".amazonq",
            ".claude",
            ".cline",
            ".codex",
            ".continue",
            ".copilot",
            ".cursor",
            ".gemini",
            ".idea",
            ".junie",
            ".kilocode",
            ".kiro",
            ".qwen",
            ".roo",
            ".trae",
            ".vscode",
            ".windsurf",
            ".zed");

    /// The command line; relative paths start at the current folder.
    static final Source COMMAND_LINE = new Source("command line", Path.of("").toAbsolutePath());

    /// A file under the name that the user knows it by.
    static Source of(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return new Source(file.toString(), parent == null ? file.toAbsolutePath() : parent);
    }

    /// A file of an MCP client. Paths in `.vscode/mcp.json` and the like start at the project, the folder above.
    static Source ofClient(String label, Path file) {
        Path folder = of(file).folder();
        Path project = folder.getParent();
        Path name = folder.getFileName();
        Path home = Path.of(System.getProperty("user.home")).normalize();
        if (project == null || name == null || !CLIENT_FOLDERS.contains(name.toString()) || project.equals(home)) {
            return new Source(label, folder);
        }
        return new Source(label, project);
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
