package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.protocol.LineFraming;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The one thread that writes to the client, so that messages never mix and nobody who sends has to wait.
final class StdioWriter {
    private static final byte[] END = {};

    private final OutputStream out;
    private final long maxQueuedBytes;
    private final Runnable broken;
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private long queuedBytes;
    private boolean ended;

    /// @param broken runs when the client no longer reads; nothing is written afterwards
    StdioWriter(OutputStream out, long maxQueuedBytes, Runnable broken) {
        this.out = out;
        this.maxQueuedBytes = maxQueuedBytes;
        this.broken = broken;
        // A platform thread: a pipe that nobody reads would hold on to the carrier of a virtual one.
        this.thread = Thread.ofPlatform().daemon().name("stdio-writer").unstarted(this::write);
    }

    void start() {
        thread.start();
    }

    void send(byte[] message) {
        boolean overfull;
        synchronized (this) {
            if (ended) {
                return;
            }
            queuedBytes += message.length;
            overfull = queuedBytes > maxQueuedBytes && queuedBytes > message.length;
            ended = overfull;
        }
        if (overfull) {
            queue.clear();
            queue.add(END);
            broken.run();
        } else {
            queue.add(LineFraming.line(Slice.of(message)));
        }
    }

    /// Waits while more than half of what may wait does: whoever asks for more reads answers first.
    synchronized void awaitRoom() throws InterruptedException {
        while (!ended && queuedBytes > maxQueuedBytes / 2) {
            wait();
        }
    }

    /// Writes what is there, for at most so long, and ends.
    void end(Duration time) throws InterruptedException {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        queue.add(END);
        thread.join(Math.max(1, time.toMillis()));
        thread.interrupt();
    }

    private void write() {
        try {
            for (byte[] line = queue.take(); line != END; line = queue.take()) {
                out.write(line);
                if (queue.isEmpty()) {
                    out.flush();
                }
                written(line.length - 1);
            }
            out.flush();
        } catch (IOException gone) {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
            broken.run();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void written(int bytes) {
        queuedBytes -= bytes;
        notifyAll();
    }
}
