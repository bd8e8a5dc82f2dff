package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A process and its descendants as `/proc` describes them (proc(5)).
///
/// @param root the process that was started
record ProcessTree(ProcessHandle root) {
    private static final double TICKS_PER_SECOND = 100;

    /// User and system time of all threads so far, in seconds.
    double cpuSeconds() throws IOException {
        double ticks = 0;
        for (long pid : pids()) {
            String stat = read(pid, "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            if (fields.length > 12) {
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// Resident memory, in MiB.
    double residentMiB() throws IOException {
        double kilobytes = 0;
        for (long pid : pids()) {
            kilobytes += read(pid, "status")
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        }
        return kilobytes / 1024;
    }

    /// The process that runs Java; the root itself when no descendant does.
    ProcessHandle java() {
        return Stream.concat(Stream.of(root), root.descendants())
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElse(root);
    }

    private List<Long> pids() {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException ended) {
            return "";
        }
    }
}
