package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Slice;
import java.time.Duration;

/// What a [StdioServer] hands the messages of its one client to.
public interface StdioConversation {
    /// Takes one line. Called by one thread, which may wait in it while the client waits too.
    ///
    /// @throws MalformedMessageException when it is no message
    void receive(Slice line) throws MalformedMessageException;

    /// The client has closed its side: questions to it are answered with an error from now on, because it cannot.
    void noMoreInput();

    /// Waits until the client's requests are answered, for at most so long.
    void drain(Duration time) throws InterruptedException;

    /// Takes no new requests from now on: they are answered with an error.
    void refuse();

    /// Answers what still runs, saying that the gateway stops.
    void stop();

    /// Nobody is there any more; may be called more than once, by any thread.
    void end();
}
