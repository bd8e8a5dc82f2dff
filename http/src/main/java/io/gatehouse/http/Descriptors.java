package io.gatehouse.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The file descriptors that the system allows this process. Connections of clients never take all of them: files,
/// child processes and connections to servers need some too.
public final class Descriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final long LEAST_RESERVED = 64;
    private static final long MOST_RESERVED = 4096;

    private Descriptors() {}

    /// How many this process may have open; [Long#MAX_VALUE] where nobody knows.
    public static long limit() {
        try {
            for (String line : Files.readAllLines(LIMITS, StandardCharsets.US_ASCII)) {
                if (line.startsWith(OPEN_FILES)) {
                    String soft = line.substring(OPEN_FILES.length()).strip().split(" +")[0];
                    return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | RuntimeException other) {
            // Not Linux: asked the virtual machine then, which takes longer.
        }
        return system() instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
    }

    /// How many this process has open now; 0 where nobody knows.
    public static long open() {
        try (Stream<Path> open = Files.list(OPEN)) {
            return open.count();
        } catch (IOException other) {
            return system() instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0;
        }
    }

    /// How many connections of clients there is room for: of the limit, what is open already and a quarter is kept
    /// back, at least 64 and at most 4,096; of very few, a third is left.
    ///
    /// @param open those that are open already
    public static long forConnections(long limit, long open) {
        long reserved = Math.clamp(limit / 4, LEAST_RESERVED, MOST_RESERVED);
        return Math.max(limit - open - reserved, limit / 3);
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getOperatingSystemMXBean();
    }

    /// Whether a failure means that there was no descriptor left.
    public static boolean usedUp(@Nullable Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.toLowerCase(Locale.ROOT).contains("too many open files")) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
