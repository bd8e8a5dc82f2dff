package io.gatehouse.app.config;

import io.gatehouse.upstream.reading.ServerWarning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Collects all that is wrong with a configuration, so that everything is told at once, and what was read to find out.
public final class Problems {
    private static final int MOST = 100;
    /// How what is said of a removed key begins.
    public static final String NO_SETTING = "is no longer a setting; ";

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Problem> removed = new ArrayList<>();
    private final Map<Path, String> read = new LinkedHashMap<>();

    /// The configuration cannot be used.
    public void error(Position position, String path, String message, String remedy) {
        error(new Problem(position, path, message, remedy));
    }

    /// The configuration cannot be used. What is found twice, because a value is read twice, is told once.
    void error(Problem problem) {
        if (errors.size() < MOST && !errors.contains(problem)) {
            errors.add(problem);
        }
    }

    /// The configuration can be used, though perhaps not as it was meant.
    public void warning(Position position, String path, String message, String remedy) {
        if (warnings.size() < MOST) {
            warnings.add(new Problem(position, path, message, remedy));
        }
    }

    /// A key is written that was removed. It has no effect, so that its server keeps running when the line goes.
    ///
    /// @param now what holds, as a clause
    public void removed(Position position, String path, String now) {
        if (removed.size() < MOST) {
            removed.add(new Problem(position, path, NO_SETTING + now, "You can remove this line."));
        }
    }

    /// A file was read that the configuration names: a change of it is one of the configuration.
    ///
    /// @param fingerprint of what was in it, see [Fingerprint]
    public void read(Path file, String fingerprint) {
        read.put(file, fingerprint);
    }

    /// The fingerprints of all these files.
    public Map<Path, String> read() {
        return read;
    }

    /// Takes over all of others.
    public void add(Problems others) {
        others.errors.forEach(this::error);
        addWarnings(others);
    }

    /// Takes over the warnings of others, and which files were read.
    void addWarnings(Problems others) {
        warnings.addAll(others.warnings);
        removed.addAll(others.removed);
        read.putAll(others.read);
    }

    /// The warnings about one server, as it keeps them.
    ///
    /// @param path of the server, which is left out
    List<ServerWarning> warningsOf(String path) {
        return warnings.stream()
                .map(warning -> new ServerWarning(
                        within(warning.path(), path),
                        warning.message(),
                        warning.remedy().isEmpty() ? "passed over" : phrase(warning.remedy())))
                .toList();
    }

    /// A sentence as the end of another one.
    private static String phrase(String sentence) {
        String rest = sentence.substring(1);
        return Character.toLowerCase(sentence.charAt(0))
                + (rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest);
    }

    private static String within(String path, String server) {
        String rest = path.startsWith(server) ? path.substring(server.length()) : path;
        return rest.startsWith(".") ? rest.substring(1) : rest;
    }

    /// What keeps the configuration from being used, in the order in which it was found.
    public List<Problem> errors() {
        return List.copyOf(errors);
    }

    /// What may not be as it was meant, in the order in which it was found; keys that were removed come last.
    public List<Problem> warnings() {
        return Stream.concat(warnings.stream(), removed.stream()).toList();
    }

    /// Whether the configuration cannot be used.
    public boolean failed() {
        return !errors.isEmpty();
    }
}
