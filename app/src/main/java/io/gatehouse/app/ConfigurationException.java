package io.gatehouse.app;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A configuration was refused; the message has one line a problem.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final transient List<Path> files;

    /// @param problems at least one
    /// @param files what had been read until then, so that a watcher notices when it is mended
    ConfigurationException(List<Problem> problems, List<Path> files) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.files = List.copyOf(files);
    }

    /// Everything that is wrong.
    List<Problem> problems() {
        return problems;
    }

    /// The files that were read, whether they exist or not.
    List<Path> files() {
        return files;
    }
}
