package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tells a file that was changed from one that was emptied, or read while half of it was written: a running gateway
/// takes no configuration that would silently end everything, or let everybody in.
public final class ReloadCheck {
    private static final String RESTART = "or restart Gatehouse to apply it as it is.";

    private ReloadCheck() {}

    /// @throws ConfigurationException when the next configuration must not take the place of the running one
    static void check(Configuration running, Configuration next) throws ConfigurationException {
        List<Problem> problems = new ArrayList<>();
        ReadFiles before = running.read();
        ReadFiles now = next.read();
        now.named().forEach((file, named) -> {
            if (named == 0 && before.named().getOrDefault(file, 0) > 0) {
                problems.add(problem(file, "", "no longer names anything", "Restore the file, " + RESTART));
            }
        });
        Path main = now.paths().isEmpty() ? Path.of("") : now.paths().getFirst();
        if (problems.isEmpty() && now.servers() == 0 && before.servers() > 0) {
            problems.add(problem(
                    main,
                    "servers",
                    "of " + ConfigurationReport.counted(before.servers(), "server") + ", none is left",
                    "Restore the file, mark servers `disabled: true` to serve none, " + RESTART));
        }
        if (!next.auth().required() && running.auth().required()) {
            problems.add(problem(
                    main,
                    "auth",
                    "is no longer there, and a reload never turns authentication off",
                    "Restore the section, or restart Gatehouse to apply the file as it is."));
        }
        if (next.auth().roles().isEmpty() && !running.auth().roles().isEmpty()) {
            problems.add(problem(
                    main,
                    "roles",
                    "no role is left, and a reload never lets every caller do everything",
                    "Restore the roles, or restart Gatehouse to run it without roles."));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems, now.paths(), now.fingerprint());
        }
    }

    private static Problem problem(Path file, String path, String message, String remedy) {
        return new Problem(Position.of(Source.of(file)), path, message, remedy);
    }
}
