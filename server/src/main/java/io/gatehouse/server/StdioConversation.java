package io.gatehouse.server;

import io.gatehouse.protocol.Slice;
import java.time.Duration;

/// What a [StdioServer] hands the messages of its one client to.
public interface StdioConversation {
    /// Takes one line. Called by one thread, which may wait in it while the client waits too.
    void receive(Slice line);

    /// A line was longer than a message may be, and was dropped.
    void tooLong();

    /// The client has closed its side: waits until its requests are answered, for at most so long.
    void drain(Duration time) throws InterruptedException;

    /// Takes no new requests from now on: they are answered with an error.
    void refuse();

    /// Answers what still runs, saying that the gateway stops.
    void stop();

    /// Nobody is there any more; may be called more than once, by any thread.
    void end();
}
