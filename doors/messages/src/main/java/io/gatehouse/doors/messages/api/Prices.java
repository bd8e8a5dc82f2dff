package io.gatehouse.doors.messages.api;

import io.gatehouse.protocol.Glob;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What models cost, by their names. The exact name counts, else the first pattern that fits.
///
/// @param entries in the order in which they are looked through
public record Prices(List<Entry> entries) {
    /// No price is known.
    public static final Prices NONE = new Prices(List.of());

    public Prices {
        entries = List.copyOf(entries);
    }

    /// The prices of a million tokens, in whatever currency the table is.
    ///
    /// @param pattern a model's name, in which `*` stands for any text and `?` for one character
    public record Entry(
            String pattern, BigDecimal input, BigDecimal output, BigDecimal cacheCreation, BigDecimal cacheRead) {}

    /// What the tokens cost; null when the model has no price.
    public @Nullable BigDecimal cost(String model, TokenUsage usage) {
        Entry price = Glob.best(entries, Entry::pattern, model);
        return price == null
                ? null
                : of(price.input(), usage.input())
                        .add(of(price.output(), usage.output()))
                        .add(of(price.cacheCreation(), usage.cacheCreation()))
                        .add(of(price.cacheRead(), usage.cacheRead()));
    }

    /// The name or pattern by which the model has its price; null when it has none.
    public @Nullable String configured(String model) {
        Entry price = Glob.best(entries, Entry::pattern, model);
        return price == null ? null : price.pattern();
    }

    private static BigDecimal of(BigDecimal million, long tokens) {
        return million.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    }
}
