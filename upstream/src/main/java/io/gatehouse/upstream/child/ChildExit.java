package io.gatehouse.upstream.child;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// How a child process ended.
///
/// @param code its exit code; 128 and the number where a signal ended it
/// @param requested whether [ChildProcess#close()] was called before
/// @param reason why the gateway had to end it (a line too long, its output closed), or null
/// @param stderrTail the last lines that it wrote on standard error, oldest first
public record ChildExit(
        int code, boolean requested, @Nullable String reason, List<String> stderrTail) {
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 13,
            "SIGPIPE", 15, "SIGTERM");

    public ChildExit {
        stderrTail = List.copyOf(stderrTail);
    }

    /// The signal that ended it, if one did.
    public OptionalInt signal() {
        return code > 128 && code < 128 + 65 ? OptionalInt.of(code - 128) : OptionalInt.empty();
    }

    /// One clause that says how it ended, such as `exited with code 3`.
    public String description() {
        if (reason != null) {
            return "was ended because " + reason;
        }
        return signal().isPresent()
                ? "was ended by " + SIGNALS.getOrDefault(code - 128, "signal " + (code - 128))
                : "exited with code " + code;
    }
}
