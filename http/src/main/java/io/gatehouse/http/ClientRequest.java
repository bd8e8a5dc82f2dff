package io.gatehouse.http;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to an upstream server. It is sent with exactly these headers plus `Host`, `Content-Length`, and
/// `User-Agent` if there is none.
///
/// @param method for example `POST`
/// @param body the whole body, which is not copied and must not change until the call is over; null for none
/// @param mostBytes largest body or event of the answer where that is less than the client takes; 0 for what the client
///     takes
public record ClientRequest(
        String method, Target target, Headers headers, byte @Nullable [] body, Deadlines deadlines, int mostBytes) {

    /// A request whose answer is bounded by the client alone.
    public ClientRequest(String method, Target target, Headers headers, byte @Nullable [] body, Deadlines deadlines) {
        this(method, target, headers, body, deadlines, 0);
    }

    /// The same with an address that is read on the spot.
    ///
    /// @throws IllegalArgumentException if it is no absolute http or https address
    public ClientRequest(String method, URI uri, List<Header> headers, byte @Nullable [] body, Deadlines deadlines) {
        this(method, Target.of(uri), Headers.of(headers), body, deadlines, 0);
    }

    /// A bound on the answer: the request's or the client's, whichever is less.
    int bound(int ofClient) {
        return mostBytes == 0 ? ofClient : Math.min(mostBytes, ofClient);
    }
}
