package io.gatehouse.upstream.child;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages that wait for a child's standard input, written in order by a thread that exists only while there
/// is something to write. The threads are the platform's: a write to a full pipe would hold a carrier of virtual
/// threads, and a few hundred children that do not read would stop them all.
final class InputQueue {
    private static final ExecutorService WRITERS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("child-input-", 0).factory());

    private final OutputStream output;
    private final long maxBytes;
    private final Consumer<IOException> broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean writing;
    private boolean closed;

    /// @param broken called once, on a thread of its own, when the child no longer reads
    InputQueue(OutputStream output, long maxBytes, Consumer<IOException> broken) {
        this.output = output;
        this.maxBytes = maxBytes;
        this.broken = broken;
    }

    /// Takes a message without waiting.
    ///
    /// @throws ChildProcessException when too much waits already or the input was closed
    void add(byte[] message) {
        lock.lock();
        try {
            if (closed) {
                throw new ChildProcessException(
                        ChildProcessException.Kind.ENDED,
                        "The process no longer takes messages: it ended or is being stopped.",
                        "Check the last lines that it logged.");
            }
            if (!waiting.isEmpty() && bytes + message.length > maxBytes) {
                throw new ChildProcessException(
                        ChildProcessException.Kind.QUEUE_FULL,
                        "The process does not read its input fast enough: " + bytes
                                + " bytes are waiting, and the limit is "
                                + maxBytes + ".",
                        "Send less at once.");
            }
            waiting.addLast(message);
            bytes += message.length;
            startWriting();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more messages, and ends the input once those taken are written.
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                startWriting();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startWriting() {
        if (!writing) {
            writing = true;
            WRITERS.execute(this::write);
        }
    }

    private void write() {
        try {
            for (byte[] message; (message = next()) != null; ) {
                output.write(message);
                output.write('\n');
            }
        } catch (IOException failure) {
            giveUp();
            broken.accept(failure);
        }
    }

    private byte @Nullable [] next() throws IOException {
        byte[] message = poll();
        if (message != null) {
            return message;
        }
        output.flush();
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                writing = false;
                if (closed) {
                    output.close();
                }
                return null;
            }
        } finally {
            lock.unlock();
        }
        return poll();
    }

    private byte @Nullable [] poll() {
        lock.lock();
        try {
            byte[] message = waiting.pollFirst();
            bytes -= message == null ? 0 : message.length;
            return message;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
