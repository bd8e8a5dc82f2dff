package io.gatehouse.upstream.child;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process and all that descend from it. Where `setsid` is present it leads a process group, so that its
/// descendants are found although it ended before them; those that left the group, and all where there is none,
/// are found by walking from parent to child while the parents live.
public final class ProcessFamily {
    private static final Path PROCESSES = Path.of("/proc");
    private static final boolean LISTED = Files.isReadable(PROCESSES.resolve("self/stat"));

    private static volatile @Nullable Path setsid;

    private final Process process;
    private final boolean grouped;
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

    private ProcessFamily(Process process, boolean grouped) {
        this.process = process;
        this.grouped = grouped;
    }

    /// Starts a family with one process.
    static ProcessFamily start(ProcessBuilder builder, boolean group) throws IOException {
        Path leader = group ? setsid() : null;
        if (leader != null) {
            List<String> command = new ArrayList<>();
            command.add(leader.toString());
            command.addAll(builder.command());
            builder.command(command);
        }
        return new ProcessFamily(builder.start(), leader != null);
    }

    /// The first of the family.
    Process process() {
        return process;
    }

    /// Whether descendants can only be found while their parents live, so that [#remember()] must be called often.
    boolean forgetful() {
        return !grouped;
    }

    /// Notes who descends from the process now.
    void remember() {
        seen.removeIf(descendant -> !running(descendant));
        process.descendants().forEach(seen::add);
    }

    /// Whether anyone of the family still runs; those that ended and were not waited for do not count.
    public boolean running() {
        return running(process.toHandle()) || seen.stream().anyMatch(ProcessFamily::running) || groupRunning();
    }

    /// Asks everyone to end.
    void terminate() {
        signal("TERM", false);
    }

    /// Ends everyone.
    void kill() {
        signal("KILL", true);
    }

    private void signal(String name, boolean forcibly) {
        remember();
        if (grouped) {
            shell("kill -" + name + " -" + process.pid());
        }
        List<ProcessHandle> others = new ArrayList<>(seen);
        others.add(process.toHandle());
        others.forEach(handle -> end(handle, forcibly));
    }

    private static void end(ProcessHandle handle, boolean forcibly) {
        if (forcibly) {
            handle.destroyForcibly();
        } else {
            handle.destroy();
        }
    }

    private boolean groupRunning() {
        if (!grouped) {
            return false;
        }
        if (!LISTED) {
            return shell("kill -0 -" + process.pid());
        }
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            String group = Long.toString(process.pid());
            return processes
                    .filter(folder ->
                            Character.isDigit(folder.getFileName().toString().charAt(0)))
                    .map(ProcessFamily::status)
                    .anyMatch(status -> status.length > 2 && status[2].equals(group) && !ended(status));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Whether a process runs; one that ended and was not waited for does not.
    public static boolean running(ProcessHandle handle) {
        return handle.isAlive() && !(LISTED && ended(status(PROCESSES.resolve(Long.toString(handle.pid())))));
    }

    private static boolean ended(String[] status) {
        return status.length == 0 || status[0].equals("Z") || status[0].equals("X");
    }

    /// What follows the name in `/proc/PID/stat`: state, parent, group, rest; empty when there is no such process.
    private static String[] status(Path folder) {
        try {
            String line = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            return line.substring(line.lastIndexOf(')') + 1).strip().split(" ", 4);
        } catch (IOException gone) {
            return new String[0];
        }
    }

    private static boolean shell(String line) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", line)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!shell.waitFor(1, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
                return false;
            }
            return shell.exitValue() == 0;
        } catch (IOException failure) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Looked for again while it was not found: it may have been hidden by want of descriptors.
    private static @Nullable Path setsid() {
        Path known = setsid;
        if (known == null) {
            String path = System.getenv().getOrDefault("PATH", CommandSearch.DEFAULT_PATH);
            known = CommandSearch.onPath("setsid", path, Path.of("/")).orElse(null);
            setsid = known;
        }
        return known;
    }
}
