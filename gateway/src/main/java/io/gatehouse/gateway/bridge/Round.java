package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.UpstreamExchange;

/// One request of a modern client, as the call that waits between requests sees it.
public interface Round extends UpstreamExchange {
    /// The request as it came.
    Request request();

    /// What its states are bound to.
    RoundBinding binding();

    /// Ends the request with questions: the client answers them in its next one.
    ///
    /// @param questions a result with `input_required`
    void inputRequired(Response questions);
}
