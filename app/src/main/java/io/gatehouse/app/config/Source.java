package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.Set;

/// Where settings were written: a file, or the command line.
///
/// @param label what messages call it, a path as the user wrote it say
/// @param folder where its relative paths start
/// @param client whose file it is, as far as that matters
public record Source(String label, Path folder, Client client) {
    /// What a client writes in a way of its own.
    enum Client {
        /// Variables are `${NAME}`, and times count milliseconds.
        ANY,
        /// Gemini CLI and Qwen Code: `$NAME` is a variable, too.
        GEMINI,
        /// Cline, Roo Code and Kilo Code: times count seconds.
        CLINE
    }

    /// Folders in the folder of a client that hold its file.
    private static final Set<String> INNER_FOLDERS = Set.of("settings", "mcp");

    private static final Set<String> GEMINI_FOLDERS = Set.of(".gemini", ".qwen");
    private static final Set<String> CLINE_FOLDERS = Set.of(".cline", ".kilocode", ".roo");
    private static final Set<String> CLINE_FILES = Set.of("cline_mcp_settings.json", "mcp_settings.json");

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
    public static final Source COMMAND_LINE =
            new Source("command line", Path.of("").toAbsolutePath());

    /// Settings of no certain client.
    public Source(String label, Path folder) {
        this(label, folder, Client.ANY);
    }

    /// A file under the name that the user knows it by.
    public static Source of(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return new Source(file.toString(), parent == null ? file.toAbsolutePath() : parent);
    }

    /// A file of an MCP client. Paths in `.vscode/mcp.json` and the like start at the project, the folder above.
    public static Source ofClient(String label, Path file) {
        Path folder = of(file).folder();
        Path own = name(folder, INNER_FOLDERS) && folder.getParent() != null ? folder.getParent() : folder;
        Client client = client(own, file);
        Path project = own.getParent();
        Path home = Path.of(System.getProperty("user.home")).normalize();
        if (project == null || !name(own, CLIENT_FOLDERS) || project.equals(home)) {
            return new Source(label, folder, client);
        }
        return new Source(label, project, client);
    }

    private static Client client(Path folder, Path file) {
        if (name(folder, GEMINI_FOLDERS)) {
            return Client.GEMINI;
        }
        return name(folder, CLINE_FOLDERS) || name(file, CLINE_FILES) ? Client.CLINE : Client.ANY;
    }

    private static boolean name(Path path, Set<String> names) {
        return path.getFileName() != null && names.contains(path.getFileName().toString());
    }

    /// A path that this source names; `~/` is the home of the user.
    ///
    /// @throws java.nio.file.InvalidPathException when the text is no path
    public Path resolve(String written) {
        String text = written.equals("~") || written.startsWith("~/")
                ? System.getProperty("user.home") + written.substring(1)
                : written;
        return folder.resolve(text).normalize();
    }
}
