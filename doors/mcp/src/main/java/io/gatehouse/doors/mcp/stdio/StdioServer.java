package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.doors.mcp.http.ByteOrderMark;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.LineReader;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves a handler to one client over a pair of streams, one message a line (stdio transport, all revisions). Clients
/// of both eras are understood, even on one connection.
public final class StdioServer implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    private static final Duration FINISH = Duration.ofSeconds(2);

    private final InputStream in;
    private final StdioSettings settings;
    private final Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    private final StdioWriter writer;
    private final StdioConversation conversation;
    private volatile boolean inputEnded;
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

    /// Serves until the client closes its side, [#close()] is called or the thread is interrupted. Requests that were
    /// read before the client closed its side are still answered, within the time that the settings give for that;
    /// what still runs then is cancelled. On the standard streams of this process that ends at once when nobody can
    /// read the answers any more.
    public void run() throws IOException {
        writer.start();
        LineReader reader = new LineReader(settings.limits().maxBytes(), new LineReader.Lines() {
            @Override
            public void line(Slice line) {
                try {
                    conversation.receive(line);
                } catch (MalformedMessageException malformed) {
                    writer.send(OwnAnswers.to(malformed));
                }
            }

            @Override
            public void tooLong(String beginning) {
                writer.send(OwnAnswers.nameless(new RpcError(
                        ErrorCode.INVALID_REQUEST,
                        "A message was longer than " + settings.limits().maxBytes()
                                + " bytes and was dropped. Send less.")));
            }
        });
        try {
            read(reader);
            answerTheRest();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            conversation.end();
            finishWriting();
        }
    }

    /// Stops in order: takes no new requests, lets those that run end for this long, answers the rest, and ends the
    /// connection. [#hurry()] shortens the wait. Does not wait where the client has closed its side before.
    public void stop(Duration time) throws InterruptedException {
        conversation.refuse();
        if (!inputEnded) {
            conversation.drain(time);
        }
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
        boolean first = true;
        try {
            for (int length = in.read(chunk); length >= 0 && !closed; length = in.read(chunk)) {
                int from = first ? ByteOrderMark.length(chunk, length) : 0;
                first = false;
                reader.read(chunk, from, length - from);
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

    private void answerTheRest() throws InterruptedException {
        if (closed) {
            return;
        }
        inputEnded = true;
        long deadline = System.nanoTime() + settings.drain().toNanos();
        boolean standard = in == System.in;
        try (OutputWatch watch = standard ? OutputWatch.start(parent, this::close) : null) {
            conversation.noMoreInput();
            conversation.drain(settings.drain());
            conversation.end();
            writer.end(
                    Duration.ofNanos(Math.max(0, deadline - System.nanoTime())).plus(FINISH));
        }
    }

    private void finishWriting() {
        boolean interrupted = Thread.interrupted();
        try {
            writer.end(FINISH);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
