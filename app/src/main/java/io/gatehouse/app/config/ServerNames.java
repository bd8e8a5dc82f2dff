package io.gatehouse.app.config;

import io.gatehouse.protocol.ServerScope;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Gives every server a name of letters, digits, `-` and `_`, and sees to it that none is there twice: of two, the
/// later is left out.
public final class ServerNames {
    /// What a name looks like.
    public static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Problems problems;
    private final Map<String, Position> taken = new HashMap<>();
    private final Map<String, Position> toolsets = new HashMap<>();

    /// @param problems gets the names that cannot be used
    public ServerNames(Problems problems) {
        this.problems = problems;
    }

    /// Keeps a name from servers that come later, because a toolset has it.
    void reserve(String toolset, Position position) {
        toolsets.put(toolset, position);
    }

    /// The name that a server gets; null when there is none for it, which is noted.
    @Nullable
    String take(String written, Position position, String path) {
        String name = PATTERN.matcher(written).matches() ? written : normalised(written);
        if (name.isEmpty()) {
            problems.warning(
                    position, path, "a server without a name is left out", "Name it with letters, digits, - and _.");
            return null;
        }
        if (ServerScope.reserves(name)) {
            problems.warning(
                    position,
                    path,
                    "the server " + Shown.quoted(name) + " is left out, because " + meaning(name),
                    "Rename it.");
            return null;
        }
        Position toolset = toolsets.get(name);
        if (toolset != null) {
            problems.warning(
                    position,
                    path,
                    "the server " + Shown.quoted(name) + " is left out, because a toolset has that name, at " + toolset,
                    "Rename one of them.");
            return null;
        }
        // Names that differ in case only would share a file on some systems, and confuse models on all.
        Position before = taken.putIfAbsent(name.toLowerCase(Locale.ROOT), position);
        if (before != null) {
            problems.warning(
                    position,
                    path,
                    "the server " + Shown.quoted(name) + " is left out, because another has that name, at " + before,
                    "Rename one of them; case makes no difference.");
            return null;
        }
        if (!name.equals(written)) {
            problems.warning(
                    position,
                    path,
                    "server names have letters, digits, - and _ only",
                    "This one is called " + Shown.quoted(name) + ".");
        }
        return name;
    }

    /// Why a reserved name is not that of a server.
    static String meaning(String name) {
        return "scopes such as " + name.toLowerCase(Locale.ROOT) + ":read are not about one server";
    }

    private static String normalised(String written) {
        String name = written.strip().replaceAll("[^A-Za-z0-9_-]+", "_");
        return name.length() > 64 ? name.substring(0, 64) : name;
    }
}
