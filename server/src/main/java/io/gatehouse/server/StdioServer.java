package io.gatehouse.server;

import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.LineReader;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves a handler to one client over a pair of streams, one message a line (stdio transport, all revisions). Clients
/// of both eras are understood, even on one connection.
public final class StdioServer implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final InputStream in;
    private final StdioSettings settings;
    private final StdioWriter writer;
    private final StdioConversation conversation;
    private volatile boolean closed;

    /// @param in what the client writes
    /// @param out what the client reads; nothing else may be written to it
    public StdioServer(Handler handler, InputStream in, OutputStream out, StdioSettings settings) {
        this(send -> new StdioConnection(handler, settings, send), in, out, settings);
    }

    /// Hands the messages to something else than a handler.
    ///
    /// @param conversation made with what takes the messages to the client
    public StdioServer(
            Function<Consumer<byte[]>, ? extends StdioConversation> conversation,
            InputStream in,
            OutputStream out,
            StdioSettings settings) {
        this.in = in;
        this.settings = settings;
        this.writer = new StdioWriter(out, settings.maxQueuedBytes(), this::close);
        this.conversation = conversation.apply(writer::send);
    }

    /// Serves until the client closes its side, [#close()] is called or the thread is interrupted. Requests under way
    /// may go on for the time that the settings give; what still runs then is cancelled.
    public void run() throws IOException {
        writer.start();
        LineReader reader = new LineReader(settings.limits().maxBytes(), new LineReader.Lines() {
            @Override
            public void line(Slice line) {
                conversation.receive(line);
            }

            @Override
            public void tooLong(String beginning) {
                conversation.tooLong();
            }
        });
        try {
            read(reader);
            conversation.drain(settings.drain());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            conversation.end();
            finishWriting();
        }
    }

    /// Stops in order: takes no new requests, lets those that run end for this long, answers the rest, and ends the
    /// connection. [#hurry()] shortens the wait.
    public void stop(Duration time) throws InterruptedException {
        conversation.refuse();
        conversation.drain(time);
        conversation.stop();
        finish();
    }

    /// Answers at once what still runs.
    public void hurry() {
        conversation.stop();
    }

    /// Ends the connection and writes what is still there for the client, for a moment at most; for whoever cannot wait
    /// until a read ends.
    public void finish() {
        conversation.end();
        finishWriting();
    }

    /// Ends the connection. A read that is under way ends with it where closing its stream does that.
    @Override
    public void close() {
        closed = true;
        conversation.end();
        try {
            in.close();
        } catch (IOException alreadyGone) {
            // Nobody reads it any more.
        }
    }

    private void read(LineReader reader) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int length = in.read(chunk); length >= 0 && !closed; length = in.read(chunk)) {
                reader.read(chunk, 0, length);
                writer.awaitRoom();
            }
            if (!closed) {
                reader.end();
            }
        } catch (IOException broken) {
            if (!closed) {
                throw broken;
            }
        }
    }

    private void finishWriting() {
        boolean interrupted = Thread.interrupted();
        try {
            writer.end(settings.drain().toMillis());
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
