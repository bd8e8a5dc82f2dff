package io.gatehouse.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tells a file that was changed from one that was emptied, or read while half of it was written: a running gateway
/// takes no configuration that would silently end everything, or let everybody in.
final class ReloadCheck {
    private static final String RESTART = "Restart Gatehouse to take the file as it is.";

    private ReloadCheck() {}

    /// @throws ConfigurationException when the next configuration must not take the place of the running one
    static void check(Configuration running, Configuration next) throws ConfigurationException {
        List<Problem> problems = new ArrayList<>();
        ReadFiles before = running.read();
        ReadFiles now = next.read();
        now.named().forEach((file, named) -> {
            if (named == 0 && before.named().getOrDefault(file, 0) > 0) {
                problems.add(problem(file, "", "names nothing any more", RESTART));
            }
        });
        Path main = now.paths().isEmpty() ? Path.of("") : now.paths().getFirst();
        if (problems.isEmpty() && now.servers() == 0 && before.servers() > 0) {
            problems.add(problem(
                    main,
                    "servers",
                    "no server is left of " + before.servers(),
                    "Mark servers `disabled: true` to serve none. " + RESTART));
        }
        if (next.keys().isEmpty() && !running.keys().isEmpty()) {
            problems.add(problem(
                    main,
                    "auth.keys",
                    "no key is left, and a reload never turns authentication off",
                    "Restart Gatehouse to run it without keys."));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems, now.paths());
        }
    }

    private static Problem problem(Path file, String path, String message, String remedy) {
        return new Problem(Position.of(Source.of(file)), path, message, remedy);
    }
}
