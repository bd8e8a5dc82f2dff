package io.gatehouse.protocol;

/// One JSON-RPC 2.0 message, kept as the bytes it came in.
public sealed interface Message permits Request, Notification, Response {
    /// The envelope: the whole message as an object.
    ObjectView envelope();

    /// The message as it came.
    default Slice body() {
        return envelope().whole();
    }
}
