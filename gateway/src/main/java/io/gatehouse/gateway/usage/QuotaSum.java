package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.policy.UsedAmounts;
import io.gatehouse.policy.Quota;
import io.gatehouse.policy.Use;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.seal.Sha256;
import io.gatehouse.store.counts.Charge;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One thing that a quota counts for one caller, tenant or model in one period.
///
/// @param name by which all gateways know it, and people can read it
/// @param most how much there may be
/// @param ends when the period ends
record QuotaSum(Quota quota, Unit unit, String name, long most, Instant ends) {
    /// How the names of all begin.
    static final String PREFIX = "quota ";

    private static final int LONGEST = 200;
    /// What ends in another period than it began in counts for that one.
    private static final Duration KEPT = Duration.ofDays(1);

    /// What is counted.
    enum Unit {
        CALLS,
        TOKENS,
        COST;

        /// How much of it was used. A model without a price costs nothing, where nobody limits the cost.
        long of(UsedAmounts used) {
            return switch (this) {
                case CALLS -> used.calls();
                case TOKENS -> used.tokens();
                case COST -> used.nanos() == null ? 0 : used.nanos();
            };
        }

        long of(Quota.Most most) {
            return switch (this) {
                case CALLS -> most.calls();
                case TOKENS -> most.tokens();
                case COST -> most.nanos();
            };
        }
    }

    /// What a quota counts of a use.
    static List<QuotaSum> of(Quota quota, Use use, Instant now) {
        List<QuotaSum> sums = new ArrayList<>(1);
        for (Unit unit : Unit.values()) {
            long most = unit.of(quota.most());
            if (most != Quota.UNLIMITED) {
                sums.add(new QuotaSum(
                        quota,
                        unit,
                        PREFIX
                                + String.join(
                                        " ",
                                        quota.name(),
                                        quota.period().at(now, quota.zone()),
                                        unit.name().toLowerCase(Locale.ROOT),
                                        key(quota.key(use))),
                        most,
                        quota.period().end(now, quota.zone())));
            }
        }
        return sums;
    }

    private static String key(Object key) {
        String text = text(key);
        return text.length() > LONGEST ? Sha256.hex(text) : text;
    }

    /// A text without spaces, different for different keys.
    private static String text(Object key) {
        return switch (key) {
            case String word -> encoded(word);
            case List<?> parts -> parts.stream().map(QuotaSum::text).collect(Collectors.joining("&"));
            case CallerId caller ->
                Stream.of(caller.kind().name(), caller.issuer(), caller.subject(), caller.client(), caller.tenant())
                        .map(QuotaSum::encoded)
                        .collect(Collectors.joining("/"));
            default -> throw new IllegalArgumentException("a key of " + key.getClass());
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Adds to it what may be used, if it then is not too large.
    Charge reserve(UsedAmounts used) {
        return charge(unit.of(used), most);
    }

    /// Adds to it whatever was used.
    Charge add(long amount) {
        return charge(amount, Quota.UNLIMITED);
    }

    private Charge charge(long amount, long bound) {
        return new Charge(name, amount, bound, ends.plus(KEPT).toEpochMilli());
    }
}
