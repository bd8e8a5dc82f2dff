package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.call.CallFailure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A way for messages in both directions, without a place for each request.
interface Pipe {
    /// Sends a message and returns at once.
    ///
    /// @param caller who sends it; null for the gateway itself
    /// @param undelivered hears when the server certainly or possibly did not get it
    void send(byte[] message, @Nullable Caller caller, Consumer<CallFailure> undelivered);

    /// Ends it; may take seconds.
    void close();
}
