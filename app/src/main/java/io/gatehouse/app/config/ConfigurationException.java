package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A configuration was refused; the message has one line a problem.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final transient List<Path> files;
    private final String fingerprint;

    /// @param problems at least one
    /// @param files what had been read until then, so that a watcher notices when it is mended
    /// @param fingerprint of what was in them, see [Fingerprint]
    public ConfigurationException(List<Problem> problems, List<Path> files, String fingerprint) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.files = List.copyOf(files);
        this.fingerprint = fingerprint;
    }

    /// Everything that is wrong.
    public List<Problem> problems() {
        return problems;
    }

    /// The environment variables that are not set, if nothing else is wrong; what follows from an empty value does not
    /// count. Empty when the files themselves are wrong.
    public List<String> onlyUnset() {
        List<Problem> unset =
                problems.stream().filter(problem -> !problem.unset().isEmpty()).toList();
        boolean only = problems.stream()
                .allMatch(problem ->
                        unset.stream().anyMatch(cause -> problem.position().equals(cause.position())));
        return only ? unset.stream().map(Problem::unset).distinct().sorted().toList() : List.of();
    }

    /// The files that were read, whether they exist or not.
    List<Path> files() {
        return files;
    }

    /// Of what was in these files when they were read.
    String fingerprint() {
        return fingerprint;
    }
}
