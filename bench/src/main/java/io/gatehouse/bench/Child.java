package io.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A process that a part of the benchmark started. All that still run end with the benchmark.
final class Child implements AutoCloseable {
    private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Child::close)));
    }

    private final Process process;

    private Child(Process process) {
        this.process = process;
        RUNNING.add(this);
    }

    /// Starts a command with stderr, and stdout too unless it is read, going to a file. Its working folder is that
    /// of the file.
    static Child start(Path log, boolean readsOutput, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.directory(log.resolveSibling(".").normalize().toFile());
        if (readsOutput) {
            builder.redirectError(log.toFile());
        } else {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        return new Child(builder.start());
    }

    /// A main class of this module in a Java of its own.
    static Child java(Path log, Class<?> main, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return start(log, true, Map.of(), command);
    }

    /// The process and its descendants.
    ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    /// Whether it has not ended.
    boolean running() {
        return process.isAlive();
    }

    /// The next line of its output.
    String line() throws IOException {
        String line = reader().readLine();
        if (line == null) {
            throw new IOException("the process ended without saying anything");
        }
        return line;
    }

    /// Waits for its end and gives its output.
    String output() throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int code = process.waitFor();
        RUNNING.remove(this);
        if (code != 0) {
            throw new IOException("the process ended with " + code + ": " + text.strip());
        }
        return text;
    }

    private BufferedReader reader() {
        return process.inputReader();
    }

    /// Ends it at once, as `kill -9` does.
    void kill() throws InterruptedException {
        RUNNING.remove(this);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        RUNNING.remove(this);
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
