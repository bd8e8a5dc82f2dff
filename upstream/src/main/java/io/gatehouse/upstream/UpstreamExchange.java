package io.gatehouse.upstream;

import io.gatehouse.protocol.Exchange;
import io.gatehouse.upstream.call.CallFailure;

/// A call to an upstream server, seen from there. Ends in exactly one of [#respond] and [#failed].
public interface UpstreamExchange extends Exchange {
    /// Ends the call without an answer of the server.
    void failed(CallFailure failure);

    /// Whether a legacy server's questions reach the client in the middle of the call, as far as it declared that it
    /// answers them: those of the legacy era are asked on the stream of the call, others by `input_required`.
    default boolean takesQuestions() {
        return !peer().revision().modern();
    }
}
