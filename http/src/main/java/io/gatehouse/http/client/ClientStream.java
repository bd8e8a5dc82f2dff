package io.gatehouse.http.client;

/// What carries one call: a connection of HTTP/1.1, or a stream of HTTP/2.
interface ClientStream {

    /// Ends the call early: its stream over HTTP/2, else the connection.
    void abort();

    /// Stops reading the response.
    void pause();

    /// Reads on.
    void resume();
}
