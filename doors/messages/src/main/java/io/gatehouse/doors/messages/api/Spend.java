package io.gatehouse.doors.messages.api;

import io.gatehouse.gateway.policy.Quotas.Reservation;
import io.gatehouse.gateway.policy.UsedAmounts;
import java.util.function.Function;

/// What one request to a model uses of quotas. The first that is told of it counts.
public final class Spend {
    /// No quota is about the request.
    public static final Spend NONE = new Spend(Reservation.NONE, used -> UsedAmounts.NOTHING, TokenUsage.NONE);

    private final Reservation reservation;
    private final Function<TokenUsage, UsedAmounts> amounts;
    private final TokenUsage sent;

    /// @param amounts of tokens, for the models of the request
    /// @param sent about what the request has
    Spend(Reservation reservation, Function<TokenUsage, UsedAmounts> amounts, TokenUsage sent) {
        this.reservation = reservation;
        this.amounts = amounts;
        this.sent = sent;
    }

    /// The model answered, and this is what it used.
    public void used(TokenUsage usage) {
        reservation.settle(amounts.apply(usage));
    }

    /// The answer was broken off by the client. Where the provider has not told what it read, it read what was sent.
    ///
    /// @param soFar what was used, as far as it is known
    public void cut(TokenUsage soFar) {
        used(soFar.total() == soFar.output() ? soFar.plus(sent) : soFar);
    }

    /// The provider broke off or refused: what it has told counts, and without that nothing.
    public void failed(TokenUsage soFar) {
        if (soFar.total() == 0) {
            reservation.settle(UsedAmounts.NOTHING);
        } else {
            used(soFar);
        }
    }
}
