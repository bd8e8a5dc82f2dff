package io.gatehouse.doors.messages.api;

import io.gatehouse.gateway.policy.Quotas;
import io.gatehouse.gateway.policy.Quotas.Granted;
import io.gatehouse.gateway.policy.Quotas.Refused;
import io.gatehouse.gateway.policy.Quotas.Wanted;
import io.gatehouse.gateway.policy.UsedAmounts;
import io.gatehouse.models.ApiError;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Caller;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What requests to models use of quotas: before one is sent, as much as it may use is reserved.
public final class ModelSpending {
    /// More than any model reads; images look larger than they are.
    private static final long MOST_INPUT = 200_000;

    /// More than any model writes.
    private static final long MOST_OUTPUT = 10_000_000;

    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final BigDecimal MOST_NANOS = BigDecimal.TEN.pow(17);
    private static final int NANO_DIGITS = 9;

    private final Quotas quotas;
    private final Supplier<Prices> prices;

    /// @param prices asked for each request
    public ModelSpending(Quotas quotas, Supplier<Prices> prices) {
        this.quotas = quotas;
        this.prices = prices;
    }

    /// What came of it.
    public sealed interface Begun {}

    /// The request may be sent.
    public record Open(Spend spend) implements Begun {}

    /// It may not.
    ///
    /// @param retryAfter from when on it may; null where waiting does not help
    public record Closed(ApiError error, @Nullable Duration retryAfter) implements Begun {
        /// [#retryAfter()] as the header of that name has it; null for none.
        public @Nullable String retryAfterSeconds() {
            return retryAfter == null
                    ? null
                    : String.valueOf(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
        }
    }

    /// Whether quotas count requests to models at all.
    public boolean counts() {
        return quotas.covers(UseKind.MODEL);
    }

    /// Reserves what a request may use.
    ///
    /// @param models all that it names, the one it asks for first
    /// @param bytes of its body
    /// @param maxTokens how many tokens the answer may have
    /// @param begun hears exactly once what came of it: before this method returns, or later on any thread
    public void begin(Caller caller, List<String> models, long bytes, long maxTokens, Consumer<Begun> begun) {
        long input = Math.min(MOST_INPUT, PartialUsage.tokens(bytes));
        TokenUsage most = new TokenUsage(input, Math.min(MOST_OUTPUT, maxTokens), 0, 0);
        Wanted wanted = new Wanted(caller, UseKind.MODEL, "", models, dearest(models, most));
        quotas.take(wanted, answer -> {
            switch (answer) {
                case Granted granted ->
                    begun.accept(new Open(
                            new Spend(granted.reservation(), used -> dearest(models, used), most, System::nanoTime)));
                case Refused refused -> begun.accept(new Closed(error(refused), refused.retryAfter()));
            }
        });
    }

    private static ApiError error(Refused refused) {
        ApiError error = switch (refused.category()) {
            case VALIDATION -> ApiError.invalid(refused.reason());
            case DOWNSTREAM -> ApiError.overloaded(refused.reason());
            case RATE_LIMIT, ACCESS -> ApiError.of(429, refused.reason());
        };
        return error.withProblem("Denied by quota " + refused.quota() + ".");
    }

    /// The amounts, at the price of the dearest model: which of several answers is known to the provider only.
    private UsedAmounts dearest(List<String> models, TokenUsage usage) {
        Prices table = prices.get();
        long tokens = Math.min(MOST_TOKENS, usage.total());
        BigDecimal dearest = BigDecimal.ZERO;
        for (String model : models) {
            BigDecimal cost = table.cost(model, usage);
            if (cost == null) {
                return new UsedAmounts(1, tokens, null);
            }
            dearest = dearest.max(cost);
        }
        BigDecimal nanos = dearest.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.CEILING);
        return new UsedAmounts(1, tokens, nanos.min(MOST_NANOS).longValue());
    }
}
