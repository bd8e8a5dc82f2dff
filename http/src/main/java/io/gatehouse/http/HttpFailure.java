package io.gatehouse.http;

import org.jspecify.annotations.Nullable;

/// A call had no complete response. The message names host and port, never headers, credentials or query.
public final class HttpFailure extends Exception {
    private static final long serialVersionUID = 1;

    /// What went wrong.
    public enum Kind {
        /// No connection: refused, unreachable, unknown name, or the proxy said no.
        CONNECT,
        /// The TLS handshake failed.
        TLS,
        /// No connection in time.
        CONNECT_TIMEOUT,
        /// No head of a response in time.
        FIRST_BYTE_TIMEOUT,
        /// The response did not end in time.
        TOTAL_TIMEOUT,
        /// The connection or stream closed before the response was complete.
        CLOSED,
        /// The response or one of its events is larger than allowed.
        TOO_LARGE,
        /// There was no memory for the response, and it was not read to its end.
        NO_ROOM,
        /// What came is not HTTP, or cannot be sent as it.
        PROTOCOL
    }

    private final Kind kind;
    private final boolean sent;

    public HttpFailure(Kind kind, boolean sent, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.sent = sent;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// False if certainly no byte of the request was written, so that a retry is safe.
    public boolean sent() {
        return sent;
    }
}
