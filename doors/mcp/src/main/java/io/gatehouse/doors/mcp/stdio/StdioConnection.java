package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.ClientConnection;
import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// What one client says over stdio, line by line. Lines are received by one thread.
final class StdioConnection implements StdioConversation {
    static final String GONE = "the client has closed its side and can answer nothing";

    private static final int RETRY_SECONDS = 1;

    private final Consumer<byte[]> send;
    private final MessageReader reader;
    private final StdioLoop loop = new StdioLoop();
    private final InFlight work = new InFlight();
    private final ClientConnection connection;

    StdioConnection(Handler handler, StdioSettings settings, Consumer<byte[]> send) {
        this.send = send;
        this.reader = MessageReader.ofClients(settings.limits());
        this.connection = new ClientConnection(
                handler,
                settings.revisions(),
                settings.caller(),
                settings.conversation(),
                loop,
                work,
                work::refusing,
                loop,
                send);
    }

    /// Waits until the message is taken, so that a client cannot send faster than that.
    @Override
    public void receive(Slice line) throws MalformedMessageException {
        if (!MessageReader.isBatch(line)) {
            Message message = reader.read(line);
            loop.call(() -> connection.take(message));
            return;
        }
        Revision revision = connection.revision();
        if (revision == null || !revision.batches()) {
            send.accept(OwnAnswers.nameless(Batch.unknown(revision)));
            return;
        }
        Batch batch = Batch.read(reader, line);
        loop.call(() -> connection.take(batch, true));
    }

    @Override
    public void noMoreInput() {
        loop.call(() -> connection.noMoreAnswers(GONE));
        work.refuse(RETRY_SECONDS);
    }

    /// Subscriptions do not count as requests that run.
    @Override
    public void drain(Duration time) throws InterruptedException {
        try {
            work.none().get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // What still runs is for the caller to end.
        }
    }

    @Override
    public void refuse() {
        work.refuse(RETRY_SECONDS);
    }

    @Override
    public void stop() {
        loop.call(() -> {
            work.stop();
            connection.endSubscriptions();
        });
    }

    @Override
    public void end() {
        loop.call(connection::end);
    }
}
