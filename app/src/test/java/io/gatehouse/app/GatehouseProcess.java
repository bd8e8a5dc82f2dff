package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// The program as a process of its own, with a folder to run in.
public final class GatehouseProcess implements AutoCloseable {
    /// The folder for temporary files, in that to run in.
    static final String TEMPORARY = "temporary";

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final CountDownLatch gathering = new CountDownLatch(2);

    GatehouseProcess(Path folder, String... arguments) throws IOException {
        this(folder, List.of(), arguments);
    }

    /// @param options of Java, `-Xmx64m` say
    GatehouseProcess(Path folder, List<String> options, String... arguments) throws IOException {
        this(List.of(), folder, options, Main.class, arguments);
    }

    /// [UnhurriedGateway] in the place of the program.
    static GatehouseProcess unhurried(Path folder, List<String> options) throws IOException {
        return new GatehouseProcess(List.of(), folder, options, UnhurriedGateway.class);
    }

    /// [UnhurriedGateway] that may have only so many files and connections open.
    static GatehouseProcess unhurried(Path folder, int descriptors, List<String> options) throws IOException {
        return limited(folder, descriptors, options, UnhurriedGateway.class);
    }

    /// One that may have only so many files and connections open.
    static GatehouseProcess limited(Path folder, int descriptors, List<String> options, String... arguments)
            throws IOException {
        return limited(folder, descriptors, options, Main.class, arguments);
    }

    private static GatehouseProcess limited(
            Path folder, int descriptors, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return new GatehouseProcess(
                List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"),
                folder,
                options,
                program,
                arguments);
    }

    private GatehouseProcess(
            List<String> before, Path folder, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(command(folder, options, program, arguments));
        process = new ProcessBuilder(command).directory(folder.toFile()).start();
        gather(process.inputReader(StandardCharsets.UTF_8), out);
        gather(process.errorReader(StandardCharsets.UTF_8), err);
    }

    /// What starts the program.
    ///
    /// @param folder for its temporary files
    /// @param options of Java
    public static List<String> command(Path folder, List<String> options, String... arguments) throws IOException {
        return command(folder, options, Main.class, arguments);
    }

    private static List<String> command(Path folder, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(Javas.quick());
        command.add("-XX:+UseSerialGC");
        command.addAll(SharedClasses.options());
        command.addAll(options);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve(TEMPORARY)),
                "-cp",
                SharedClasses.classPath(),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// The endpoint that `up --json` printed.
    static URI endpoint(String line) {
        return URI.create(line.replaceFirst("^\\{\"endpoint\":\"([^\"]*)\".*", "$1"));
    }

    /// The first line on stdout that fits, waiting for it.
    String out(Predicate<String> fits) {
        return await(out, fits);
    }

    /// The first line on stderr that fits, waiting for it.
    String err(Predicate<String> fits) {
        return await(err, fits);
    }

    List<String> allOut() {
        return out;
    }

    List<String> allErr() {
        return err;
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void write(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /// Has it collect its garbage, and waits.
    void collectGarbage() throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        assertThat(new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs; stderr: " + err);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String await(List<String> lines, Predicate<String> fits) {
        Instant end = Instant.now().plus(Patience.LIMIT);
        boolean ended = false;
        while (Instant.now().isBefore(end) && !ended) {
            // What it wrote before it ended is looked at once more.
            ended = !process.isAlive() && gathering.getCount() == 0;
            for (String line : lines) {
                if (fits.test(line)) {
                    return line;
                }
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError(
                "no such line" + (ended ? ", and the process ended" : "") + "; stdout: " + out + ", stderr: " + err);
    }

    private void gather(BufferedReader reader, List<String> lines) {
        // A thread of its own: reading from a process blocks.
        Thread.ofPlatform().daemon().start(() -> {
            try {
                reader.lines().forEach(lines::add);
            } finally {
                gathering.countDown();
            }
        });
    }
}
