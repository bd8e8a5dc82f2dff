package io.gatehouse.gateway.usage;

import io.gatehouse.policy.Quota;
import io.gatehouse.policy.Usage;
import io.gatehouse.store.counts.Sum;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much was used of one quota.
///
/// @param quota its name
/// @param period `2026-12-01` or `2026-12`
/// @param unit `calls`, `tokens` or `cost`
/// @param who whose use it is: the caller, tenant or model; empty for all together
/// @param used how much, cost in the currency of the prices
/// @param most how much may be used; null when the configuration does not have the quota any more
public record QuotaUse(
        String quota,
        String period,
        String unit,
        String who,
        String used,
        @Nullable String most) {
    /// How the names of all sums of quotas begin.
    public static final String PREFIX = QuotaSum.PREFIX;

    private static final int PARTS = 5;
    private static final int CALLER_PARTS = 5;

    /// What a sum says; null when it is none of a quota.
    public static @Nullable QuotaUse of(Sum sum, Usage usage) {
        String[] parts = sum.name().split(" ", -1);
        if (parts.length != PARTS || !sum.name().startsWith(PREFIX)) {
            return null;
        }
        QuotaSum.Unit unit = QuotaSum.Unit.valueOf(parts[3].toUpperCase(Locale.ROOT));
        Quota quota = usage.quotas().stream()
                .filter(one -> one.name().equals(parts[1]))
                .findFirst()
                .orElse(null);
        Long most = quota == null ? null : unit.of(quota.most());
        return new QuotaUse(
                parts[1],
                parts[2],
                parts[3],
                who(parts[4]),
                amount(unit, sum.amount()),
                most == null || most == Quota.UNLIMITED ? null : amount(unit, most));
    }

    private static String amount(QuotaSum.Unit unit, long amount) {
        return unit == QuotaSum.Unit.COST ? QuotaText.cost(amount) : String.valueOf(amount);
    }

    /// `tenant/caller`, `tenant`, `model`, or several of these.
    private static String who(String key) {
        return Stream.of(key.split("&", -1))
                .map(part -> {
                    List<String> words = Stream.of(part.split("/", -1))
                            .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                            .toList();
                    if (words.size() != CALLER_PARTS) {
                        return String.join("/", words);
                    }
                    String tenant = words.getLast();
                    return tenant.isEmpty() ? words.get(2) : tenant + "/" + words.get(2);
                })
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
