package io.gatehouse.upstream;

import io.gatehouse.protocol.Exchange;
import io.gatehouse.upstream.call.CallFailure;

/// A call to an upstream server, seen from there. Ends in exactly one of [#respond] and [#failed].
public interface UpstreamExchange extends Exchange {
    /// Ends the call without an answer of the server.
    void failed(CallFailure failure);
}
