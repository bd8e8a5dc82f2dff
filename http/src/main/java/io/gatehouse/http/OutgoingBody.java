package io.gatehouse.http;

/// The body of an answer that is sent piece by piece. All methods may be called from any thread; after the end, or once
/// the client is gone, writing does nothing. A writer that goes on while the body is not [#writable()] is cut off when
/// more than [ListenSettings#maxQueuedBytes()] wait.
public interface OutgoingBody {

    /// Sends a piece, which is not copied and must not change any more.
    void write(byte[] bytes);

    /// Ends the answer in good order.
    void end();

    /// Breaks the answer off, so that the client sees that it is not complete.
    void abort();

    /// Whether the client takes what is written: false while a good deal waits.
    boolean writable();

    /// Bytes that were written but not yet taken by the connection.
    long queuedBytes();

    /// Runs an action on the event loop each time that the body has become writable again. There is one such action;
    /// a later one replaces it.
    void onDrained(Runnable action);

    /// Runs an action on the event loop when the client goes away before the end; at once if it already has.
    void onClosed(Runnable action);
}
