package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.usage.QuotaSum.Unit;
import io.gatehouse.policy.Period;
import io.gatehouse.protocol.WaitText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Tells callers and models which quota was reached, and when it starts again.
final class QuotaText {
    private QuotaText() {}

    /// @param used what was used of it
    /// @param wanted what was to be used
    /// @param model whether a request to a model wanted it
    static String of(QuotaSum sum, long used, long wanted, boolean model, Instant now) {
        String quota = "The quota " + sum.quota().name() + " of " + amount(sum.unit(), sum.most())
                + (sum.quota().period() == Period.DAY ? " a day" : " a month");
        ZonedDateTime end = sum.ends().atZone(sum.quota().zone());
        String again = " in " + WaitText.of(Duration.between(now, sum.ends())) + ", at "
                + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.ROOT).format(end) + ".";
        long left = sum.most() - used;
        if (left <= 0 || !model || sum.unit() == Unit.CALLS) {
            return quota + " is used up, so nothing was sent. It starts again" + again;
        }
        return quota + " has " + amount(sum.unit(), left) + " left, and this request may use "
                + amount(sum.unit(), wanted)
                + ", so nothing was sent. Lower max_tokens or send less; the quota starts again" + again;
    }

    private static String amount(Unit unit, long amount) {
        return switch (unit) {
            case CALLS -> String.format(Locale.ROOT, "%,d call%s", amount, amount == 1 ? "" : "s");
            case TOKENS -> String.format(Locale.ROOT, "%,d token%s", amount, amount == 1 ? "" : "s");
            case COST -> "a cost of " + cost(amount);
        };
    }

    /// An amount of billionths.
    static String cost(long nanos) {
        BigDecimal cost = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0).toPlainString() : cost.toPlainString();
    }
}
