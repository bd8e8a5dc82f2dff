package io.gatehouse.upstream.transport;

import io.gatehouse.upstream.call.CallFailure;
import java.util.function.Consumer;

/// A way for messages in both directions, without a place for each request.
interface Pipe {
    /// Sends a message and returns at once.
    ///
    /// @param undelivered hears when the server certainly or possibly did not get it
    void send(byte[] message, Consumer<CallFailure> undelivered);

    /// Ends it; may take seconds.
    void close();
}
