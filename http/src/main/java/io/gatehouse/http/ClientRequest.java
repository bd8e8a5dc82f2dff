package io.gatehouse.http;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to an upstream server. It is sent with exactly these headers plus `Host`, `Content-Length`, and
/// `User-Agent` if
/// there is none.
///
/// @param method for example `POST`
/// @param body the whole body, which is not copied and must not change until the call is over; null for none
public record ClientRequest(
        String method, Target target, Headers headers, byte @Nullable [] body, Deadlines deadlines) {

    /// The same with an address that is read on the spot.
    ///
    /// @throws IllegalArgumentException if it is no absolute http or https address
    public ClientRequest(String method, URI uri, List<Header> headers, byte @Nullable [] body, Deadlines deadlines) {
        this(method, Target.of(uri), Headers.of(headers), body, deadlines);
    }
}
