package io.gatehouse.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands that run a class of the tests in a process of its own.
public final class Javas {
    private Javas() {}

    /// A quick start for a small program.
    public static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(quick());
        command.addAll(SharedClasses.options());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-cp", SharedClasses.classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Java, so that it starts quickly and says nothing that the program does not say.
    static List<String> quick() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }
}
