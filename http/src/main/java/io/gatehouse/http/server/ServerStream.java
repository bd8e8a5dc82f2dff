package io.gatehouse.http.server;

import io.gatehouse.http.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What carries one exchange: its request, and the way back. Any thread may read the request; the rest belongs to the
/// event loop.
interface ServerStream {

    String method();

    String path();

    @Nullable
    String query();

    boolean secure();

    @Nullable
    String header(String name);

    List<String> headers(String name);

    Headers requestHeaders();

    /// What the head holds in memory, roughly.
    int headBytes();

    /// Tells a client that asked first to send its body.
    void continueBody();

    /// Reads no more of the body for now.
    void pauseBody();

    /// Reads on after [#pauseBody()].
    void resumeBody();

    /// Adds a header to the answer; the thread that answers may call it.
    void addHeader(String name, String value);

    /// The connection will not be used for another request.
    void closeAfterwards();

    /// Sends a whole answer.
    ///
    /// @param written runs when it was handed to the connection, or never if that breaks
    void respond(int status, @Nullable String contentType, byte[] body, Runnable written);

    /// Sends the head of an event stream.
    void startEvents();

    /// Sends the head of a body of unknown length.
    void startBody(int status, String contentType);

    /// Sends a part of an event stream or a body.
    void write(byte[] bytes, Runnable written);

    /// Ends an event stream or a body.
    ///
    /// @param written as for [#respond]
    void end(Runnable written);

    /// When the client last took a part of the answer, where the connection alone does not tell; the given time where
    /// that is later.
    default long takenSince(long time) {
        return time;
    }

    /// Breaks the answer off.
    void abort();
}
