package io.gatehouse.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to an upstream server. It is sent with exactly these headers plus `Host`, `Content-Length`, and, if
/// there are none, `User-Agent` and `Accept-Encoding: identity`: unpacking costs more than the bytes that it
/// saves, and servers that compress hold events back.
///
/// @param method for example `POST`
/// @param body the whole body, which is not copied and must not change until the call is over; null for none
/// @param mostBytes largest body or event of the answer where that is less than the client takes; 0 for what
///     the client takes
/// @param owner whom the memory of the answer is charged to; empty for nobody in particular
public record ClientRequest(
        String method,
        Target target,
        Headers headers,
        byte @Nullable [] body,
        Deadlines deadlines,
        int mostBytes,
        String owner) {

    /// A request whose answer is bounded by the client alone.
    public ClientRequest(String method, Target target, Headers headers, byte @Nullable [] body, Deadlines deadlines) {
        this(method, target, headers, body, deadlines, 0, "");
    }

    /// The same with an address that is read on the spot.
    ///
    /// @throws IllegalArgumentException if it is no absolute http or https address
    public ClientRequest(String method, URI uri, List<Header> headers, byte @Nullable [] body, Deadlines deadlines) {
        this(method, Target.of(uri), Headers.of(headers), body, deadlines, 0, "");
    }

    /// The same to another path of the same server.
    ///
    /// @param left time until the response must be complete, or null
    public ClientRequest to(Target other, @Nullable Duration left) {
        return new ClientRequest(
                method,
                other,
                headers,
                body,
                new Deadlines(deadlines.connect(), deadlines.firstByte(), left),
                mostBytes,
                owner);
    }

    /// A bound on the answer: the request's or the client's, whichever is less.
    public int bound(int ofClient) {
        return mostBytes == 0 ? ofClient : Math.min(mostBytes, ofClient);
    }
}
