package io.gatehouse.http;

import java.time.Duration;

/// A call in progress. Any thread may use it.
public interface ClientCall {

    /// Aborts the call: over HTTP/1.1 its connection is closed, over HTTP/2 its stream is reset. The handler hears
    /// nothing more. Does nothing if the call is over.
    void cancel();

    /// Starts the total deadline anew, because the call makes progress.
    ///
    /// @param total the time left from now
    void extend(Duration total);

    /// Stops reading the response, because nobody takes what comes; what was read before may still be heard. The
    /// deadlines go on.
    void pause();

    /// Reads on after [#pause()].
    void resume();
}
