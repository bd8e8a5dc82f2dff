package io.gatehouse.http;

import org.jspecify.annotations.Nullable;

/// An answer of server-sent events (`text/event-stream` of the WHATWG HTML standard). All methods may be called
/// from any thread; after the end, or once the client is gone, sending does nothing. A quiet stream sends
/// keep-alive comments by itself. A stream whose unsent queue passes [ListenSettings#maxQueuedBytes()] is cut off.
public interface EventStream {

    /// Sends a `message` event with a JSON text. Line breaks in it become several data lines, and U+0085, U+2028 and
    /// U+2029 are escaped, because some clients take them for line breaks; nothing else is changed.
    void send(byte[] data);

    /// Sends an event.
    ///
    /// @param event its type, or null to leave the line out
    /// @param id its id, or null to leave the line out
    /// @param data a JSON text, or one without U+0085, U+2028 and U+2029, which are written as in JSON
    /// @throws IllegalArgumentException if type or id holds CR, LF or NUL
    void send(@Nullable String event, @Nullable String id, byte[] data);

    /// Tells the client how long to wait before it reconnects, in milliseconds, 0 or more.
    void retry(long millis);

    /// Sends a comment, which clients ignore.
    ///
    /// @throws IllegalArgumentException if the text holds CR or LF
    void comment(String text);

    /// Ends the stream in good order.
    void end();

    /// Runs an action on the event loop when the stream is closed without [#end()]; at once if it already is.
    void onClosed(Runnable action);

    /// Whether the stream has ended or the client is gone.
    boolean closed();

    /// Bytes that were sent but not yet taken by the connection.
    long queuedBytes();
}
