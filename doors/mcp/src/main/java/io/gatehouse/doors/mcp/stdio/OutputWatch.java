package io.gatehouse.doors.mcp.stdio;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Tells when nobody can read the standard output of this process any more. Java hears of that only when it writes, and
/// a client that has died would leave its server behind for as long as a request runs.
final class OutputWatch implements AutoCloseable {
    private static final int STANDARD_OUTPUT = 1;
    private static final int MILLIS = 500;

    /// Of `struct pollfd`: the descriptor, what to look for, what was found.
    private static final long POLLFD_BYTES = 8;

    private static final long FOUND_AT = 6;

    private final Runnable gone;
    private volatile boolean closed;

    private OutputWatch(Runnable gone) {
        this.gone = gone;
    }

    /// Watches until it is closed.
    ///
    /// @param parent of this process when it started, for where the output itself cannot be watched
    /// @param gone runs once, on a thread of its own, when nobody can read any more
    static OutputWatch start(Optional<ProcessHandle> parent, Runnable gone) {
        OutputWatch watch = new OutputWatch(gone);
        Optional<MethodHandle> poll = poll();
        if (poll.isPresent()) {
            // A platform thread, because the call blocks.
            Thread.ofPlatform().daemon().name("stdio-watch").start(() -> watch.watch(poll.get()));
        } else {
            parent.ifPresent(process -> process.onExit().thenRun(watch::found));
        }
        return watch;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void found() {
        if (!closed) {
            gone.run();
        }
    }

    private void watch(MethodHandle poll) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(POLLFD_BYTES, Long.BYTES);
            output.set(ValueLayout.JAVA_INT, 0, STANDARD_OUTPUT);
            while (!closed) {
                // Asked for nothing, it tells of errors and of a peer that has hung up.
                int found = (int) poll.invokeExact(output, 1L, MILLIS);
                if (found > 0 && output.get(ValueLayout.JAVA_SHORT, FOUND_AT) != 0) {
                    found();
                    return;
                }
            }
        } catch (Throwable impossible) {
            throw new IllegalStateException("poll failed", impossible);
        }
    }

    /// The system's `poll`, where there is one and this program may call it.
    private static Optional<MethodHandle> poll() {
        if (!OutputWatch.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("poll")
                .map(address -> linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT)));
    }
}
