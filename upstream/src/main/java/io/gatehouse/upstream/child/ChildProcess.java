package io.gatehouse.upstream.child;

import io.gatehouse.http.Descriptors;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.settings.ChildSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An MCP server as a child process: messages are lines on its standard input and output (specification, section
/// Transports, stdio). It ends with all its descendants, whichever of them ends first; when the gateway is
/// killed, it sees the end of its input.
///
/// Its streams are read by threads of the platform: a read from a pipe holds the carrier of a virtual thread, and
/// their number is bounded (256), so that some hundred children would stop every other virtual thread.
public final class ChildProcess implements AutoCloseable {
    private static final Duration REMEMBER_EVERY = Duration.ofMillis(500);
    /// Last lines of standard error that are kept.
    private static final int STDERR_LINES = 50;

    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final ChildSettings settings;
    private final Listener listener;
    private final ProcessFamily family;
    private final InputQueue input;
    private final StderrReader stderr;
    private final Thread outputReader;
    private final Thread errorReader;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean reported;

    /// What a child process tells; called by its own threads, in the order of the stream, never for two lines of
    /// one stream at once. May wait, which holds back the child.
    public interface Listener {
        /// A line of its standard output, without the end of line, never empty. An exception ends the child.
        void line(Slice line);

        /// Whether there is room for a line that takes so many bytes in memory; a line without is dropped.
        /// Lines of up to [LineReader#SMALL] bytes are not asked for.
        default boolean room(int bytes) {
            return true;
        }

        /// The line that there was room for is done with.
        default void give() {}

        /// A line was dropped.
        ///
        /// @param beginning what it started with
        /// @param ending what it ended with
        default void dropped(String beginning, String ending) {}

        /// A line was longer than allowed; the child is ended for it.
        ///
        /// @param beginning what it started with
        default void tooLong(String beginning) {}

        /// A line of its standard error, cut to 4096 bytes, without control characters.
        void stderr(String line);

        /// It ended, and so did its descendants: called exactly once, after all its lines;
        /// [ChildProcess#close()] may return just before.
        void exited(ChildExit exit);
    }

    private ChildProcess(ChildSettings settings, Listener listener, ProcessFamily family) {
        this.settings = settings;
        this.listener = listener;
        this.family = family;
        Process process = family.process();
        this.input = new InputQueue(
                process.getOutputStream(),
                settings.maxQueuedBytes(),
                failure -> end("it no longer reads its standard input", settings.grace()));
        this.stderr = new StderrReader(STDERR_LINES, settings.secrets());
        String name = "child-" + process.pid();
        this.outputReader = Thread.ofPlatform().daemon().name(name + "-output").unstarted(this::readOutput);
        this.errorReader = Thread.ofPlatform().daemon().name(name + "-error").unstarted(this::readError);
    }

    /// Starts a process; it runs when this returns.
    ///
    /// @throws ChildProcessException when the command or the directory is not there, or the system refuses
    public static ChildProcess start(ChildSettings settings, Listener listener) {
        return start(settings, listener, true);
    }

    static ChildProcess start(ChildSettings settings, Listener listener, boolean group) {
        ProcessFamily family = launch(settings, group);
        ChildProcess child = new ChildProcess(settings, listener, family);
        if (!Children.add(child)) {
            family.kill();
            throw new ChildProcessException(
                    ChildProcessException.Kind.ENDED,
                    "The gateway is shutting down and starts no processes.",
                    "Start it again.");
        }
        try {
            child.outputReader.start();
            child.errorReader.start();
        } catch (OutOfMemoryError noThread) {
            family.kill();
            Children.remove(child);
            throw new ChildProcessException(
                    ChildProcessException.Kind.NOT_STARTED,
                    "The command `" + settings.command()
                            + "` was started and ended again: the system has no threads left.",
                    "Raise the limit of processes and threads (ulimit -u, or TasksMax= of a" + " systemd unit).",
                    noThread);
        }
        Thread.ofVirtual().name("child-" + child.pid()).start(child::supervise);
        return child;
    }

    /// Queues a message and returns at once; the end of line is added. The message must hold none of its own.
    ///
    /// @throws ChildProcessException when too much waits already, or the process ended; it was not sent
    public void send(byte[] message) {
        input.add(message);
    }

    /// Ends the process and its descendants and waits for it: the end of its input, after the grace period SIGTERM,
    /// after another one SIGKILL. Takes two of these periods and three seconds at most, and may be called again.
    @Override
    public void close() {
        requested = true;
        end(null, settings.grace());
        try {
            if (!ended.await(settings.grace().toMillis() * 2 + DRAIN.toMillis() * 3, TimeUnit.MILLISECONDS)) {
                family.kill();
            }
        } catch (InterruptedException interrupted) {
            family.kill();
            Thread.currentThread().interrupt();
        }
    }

    /// Ends all processes at once and waits for them; none can be started during that. The end of the virtual
    /// machine does so too, unless it is killed.
    public static void closeAll() {
        Children.closeAll();
    }

    /// Whether the process itself still runs.
    public boolean alive() {
        return family.process().isAlive();
    }

    /// Its process id, which is the id of its process group too where there is one.
    public long pid() {
        return family.process().pid();
    }

    /// The last lines that it wrote on standard error, oldest first.
    public List<String> stderrTail() {
        return stderr.tail();
    }

    private static ProcessFamily launch(ChildSettings settings, boolean group) {
        Path directory = settings.directory().toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            throw new ChildProcessException(
                    ChildProcessException.Kind.NOT_FOUND,
                    "The working directory " + directory + " does not exist.",
                    "Create it, or correct `directory`.");
        }
        var environment = ChildEnvironment.of(settings, System.getenv());
        String path = environment.getOrDefault("PATH", CommandSearch.DEFAULT_PATH);
        List<String> command = new ArrayList<>();
        command.add(CommandSearch.find(settings.command(), path, directory).toString());
        command.addAll(settings.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        try {
            builder.environment().clear();
            builder.environment().putAll(environment);
            return ProcessFamily.start(builder, group);
        } catch (IOException | IllegalArgumentException refused) {
            String remedy = Descriptors.usedUp(refused)
                    ? "The gateway has no file descriptor left. Raise its limit of open files (ulimit -n)."
                    : "Check that it runs from a shell in " + directory + ".";
            throw new ChildProcessException(
                    ChildProcessException.Kind.NOT_STARTED,
                    "The command `" + settings.command() + "` could not be started: " + refused.getMessage() + ".",
                    remedy,
                    refused);
        }
    }

    private void readOutput() {
        try {
            new StdoutReader(settings.maxLineBytes(), listener, this::line)
                    .forEach(family.process().getInputStream());
            end("it closed its standard output", settings.grace());
        } catch (StdoutReader.LineTooLongException tooLong) {
            end(tooLong.getMessage(), Duration.ZERO);
        } catch (IOException closed) {
            end("its standard output could not be read: " + closed.getMessage(), settings.grace());
        } catch (RuntimeException | Error failure) {
            end("a line of its standard output could not be handled: " + failure, Duration.ZERO);
        }
    }

    private void line(Slice line) {
        if (!reported) {
            listener.line(line);
        }
    }

    private void readError() {
        try {
            stderr.forEach(family.process().getErrorStream(), line -> {
                if (!reported) {
                    listener.stderr(line);
                }
            });
        } catch (IOException closed) {
            // The end of the process closes the stream, which is all there is to know.
        }
    }

    private void end(@Nullable String because, Duration patience) {
        if (ending.compareAndSet(false, true)) {
            Thread.ofVirtual().name("child-" + pid() + "-end").start(() -> endNow(because, patience));
        }
    }

    private void endNow(@Nullable String because, Duration patience) {
        family.remember();
        input.close();
        if (!exits(patience)) {
            reason.set(because);
            endFamily();
        }
    }

    private boolean exits(Duration patience) {
        try {
            return family.process().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void endFamily() {
        if (!family.running()) {
            return;
        }
        family.terminate();
        if (!gone(settings.grace())) {
            family.kill();
            gone(DRAIN);
        }
    }

    private boolean gone(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long pause = 2; family.running(); pause = Math.min(pause * 2, 50)) {
            if (System.nanoTime() - deadline > 0 || !pause(Duration.ofMillis(pause))) {
                return false;
            }
        }
        return true;
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void supervise() {
        try {
            if (family.forgetful()) {
                while (!family.process().waitFor(REMEMBER_EVERY)) {
                    family.remember();
                }
            }
            int code = family.process().waitFor();
            endFamily();
            outputReader.join(DRAIN);
            errorReader.join(DRAIN);
            input.close();
            reported = true;
            Children.remove(this);
            ended.countDown();
            listener.exited(new ChildExit(code, requested, reason.get(), stderr.tail()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            Children.remove(this);
            ended.countDown();
        }
    }
}
