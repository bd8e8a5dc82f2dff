package io.gatehouse.doors.messages.api;

import io.gatehouse.gateway.policy.Quotas.Reservation;
import io.gatehouse.gateway.policy.UsedAmounts;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// What one request to a model uses of quotas. The first that is told of it counts.
public final class Spend {
    /// No quota is about the request.
    public static final Spend NONE =
            new Spend(Reservation.NONE, used -> UsedAmounts.NOTHING, TokenUsage.NONE, System::nanoTime);

    /// About what fast models write.
    private static final double TOKENS_A_SECOND = 200;

    private static final double NANOS = 1e9;

    private final Reservation reservation;
    private final Function<TokenUsage, UsedAmounts> amounts;
    private final TokenUsage most;
    private final LongSupplier clock;
    private final long began;

    /// @param amounts of tokens, for the models of the request
    /// @param most about what the request has as input, and what its answer may have as output
    /// @param clock in nanoseconds, as [System#nanoTime()]
    Spend(Reservation reservation, Function<TokenUsage, UsedAmounts> amounts, TokenUsage most, LongSupplier clock) {
        this.reservation = reservation;
        this.amounts = amounts;
        this.most = most;
        this.clock = clock;
        this.began = clock.getAsLong();
    }

    /// The model answered, and this is what it used.
    public void used(TokenUsage usage) {
        reservation.settle(amounts.apply(usage));
    }

    /// The answer was broken off by the client. Where the provider has not told what it read, it read what was sent;
    /// where it has told nothing of what it wrote, it wrote for as long as it had.
    ///
    /// @param soFar what was used, as far as it is known
    public void cut(TokenUsage soFar) {
        TokenUsage used = soFar.total() == soFar.output() ? soFar.plus(new TokenUsage(most.input(), 0, 0, 0)) : soFar;
        used(soFar.output() > 0 ? used : used.plus(new TokenUsage(0, written(), 0, 0)));
    }

    private long written() {
        double seconds = (clock.getAsLong() - began) / NANOS;
        return Math.min(most.output(), (long) Math.ceil(seconds * TOKENS_A_SECOND));
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
