package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a child process is started with, and its bounds.
///
/// @param command a name looked up in PATH, or a path; a relative one starts at `directory`
/// @param arguments passed as they are, no shell in between
/// @param environment the variables of its own
/// @param inherit further variables to take from the gateway's environment, by name
/// @param directory its working directory
/// @param maxLineBytes the longest line on its standard output; a longer one ends it
/// @param maxQueuedBytes how much may wait for its standard input; one message is always taken
/// @param grace how long it may take to end after its input was closed, and again after SIGTERM
/// @param secrets what is hidden in what it writes on standard error
public record ChildSettings(
        String command,
        List<String> arguments,
        Map<String, String> environment,
        List<String> inherit,
        Path directory,
        int maxLineBytes,
        long maxQueuedBytes,
        Duration grace,
        Secrets secrets) {
    /// How long a server that is started as a program may take to end.
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final int QUEUED_BYTES = 64 << 20;

    public ChildSettings {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        inherit = List.copyOf(inherit);
    }

    /// Lines of 64 MiB, 64 MiB queued, 2 s of grace, no secrets.
    public ChildSettings(
            String command,
            List<String> arguments,
            Map<String, String> environment,
            List<String> inherit,
            Path directory) {
        this(
                command,
                arguments,
                environment,
                inherit,
                directory,
                ChildBounds.DEFAULT.lineBytes(),
                QUEUED_BYTES,
                GRACE,
                Secrets.NONE);
    }

    /// What a server's program is started with.
    ///
    /// @param lineBytes the longest line
    public static ChildSettings of(Transport.Stdio program, int lineBytes, Secrets secrets) {
        return new ChildSettings(
                program.command(),
                program.arguments(),
                program.environment(),
                program.inherit(),
                program.directory(),
                lineBytes,
                QUEUED_BYTES,
                GRACE,
                secrets);
    }

    /// The same with another longest line, in bytes.
    public ChildSettings withMaxLineBytes(int bytes) {
        return new ChildSettings(
                command, arguments, environment, inherit, directory, bytes, maxQueuedBytes, grace, secrets);
    }

    /// The same with another bound on what waits for the standard input, in bytes.
    public ChildSettings withMaxQueuedBytes(long bytes) {
        return new ChildSettings(
                command, arguments, environment, inherit, directory, maxLineBytes, bytes, grace, secrets);
    }

    /// The same with another time to end in.
    public ChildSettings withGrace(Duration duration) {
        return new ChildSettings(
                command, arguments, environment, inherit, directory, maxLineBytes, maxQueuedBytes, duration, secrets);
    }
}
