package io.gatehouse.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands that run a class of the tests in a process of its own.
final class Javas {
    private Javas() {}

    /// A quick start for a small program.
    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
