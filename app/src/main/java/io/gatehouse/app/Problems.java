package io.gatehouse.app;

import java.util.ArrayList;
import java.util.List;

/// Collects all that is wrong with a configuration, so that everything is told at once.
final class Problems {
    private static final int MOST = 100;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /// The configuration cannot be used.
    void error(Position position, String path, String message, String remedy) {
        if (errors.size() < MOST) {
            errors.add(new Problem(position, path, message, remedy));
        }
    }

    /// The configuration can be used, though perhaps not as it was meant.
    void warning(Position position, String path, String message, String remedy) {
        if (warnings.size() < MOST) {
            warnings.add(new Problem(position, path, message, remedy));
        }
    }

    void addWarnings(Problems others) {
        warnings.addAll(others.warnings);
    }

    List<Problem> errors() {
        return List.copyOf(errors);
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    boolean failed() {
        return !errors.isEmpty();
    }
}
