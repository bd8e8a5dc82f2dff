package io.gatehouse.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Another process that uses a store. Prints a line when the store is open, and one with the name of each key that was
/// made.
final class StoreProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private StoreProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /// @param place a folder, or the URL of a database
    /// @param prefix what the names of the keys begin with
    /// @param keys how many it makes
    /// @param options of the JVM
    static StoreProcess start(String place, String prefix, int keys, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // Standard output is for the lines.
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreProcess.class.getName()));
        command.addAll(List.of(place, prefix, String.valueOf(keys)));
        return new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// The next line; null when there are no more.
    @Nullable
    String line() throws IOException {
        return output.readLine();
    }

    /// The rest of the lines, when it has ended well.
    List<String> lines() throws IOException, InterruptedException {
        List<String> lines = output.lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException("the process failed after " + lines);
        }
        return lines;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static StoreSettings settings(String place) {
        StoreSettings settings = place.startsWith("postgresql:")
                ? StoreSettings.postgres(place)
                : StoreSettings.inFolder(Path.of(place));
        return settings.withLimits(StoreContract.PATIENCE, StoreContract.PATIENCE);
    }

    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) throws Exception {
        long began = System.nanoTime();
        try (Store store = Store.open(settings(arguments[0]))) {
            StoreState state = store.opened();
            System.out.println(state + " after " + (System.nanoTime() - began) / 1_000_000 + " ms");
            for (int key = 0; key < Integer.parseInt(arguments[2]); key++) {
                String name = arguments[1] + key;
                KeyGrant grant = new KeyGrant("acme", name, Set.of(), Set.of(), List.of(), null);
                StoreContract.done(store.keys().add(grant, StoreContract.digest(name), Instant.now()));
                System.out.println(name);
            }
        }
    }
}
