package io.gatehouse.models;

import io.gatehouse.protocol.Glob;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a provider does not take: betas and fields of the body, by name or by pattern.
///
/// @param betas values of `anthropic-beta`
/// @param fields members at the top of the body
public record UnsupportedFeatures(Map<String, Treatment> betas, Map<String, Treatment> fields) {

    /// What happens to it.
    public enum Treatment {
        /// It goes to the provider after all, though another entry is against it.
        SEND,
        /// It is left out, and the request goes on.
        DROP,
        /// The request is answered 400.
        REFUSE
    }

    /// Everything is taken.
    public static final UnsupportedFeatures NONE = new UnsupportedFeatures(Map.of(), Map.of());

    public UnsupportedFeatures {
        betas = Collections.unmodifiableMap(new LinkedHashMap<>(betas));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// These, with those of `others` behind them.
    public UnsupportedFeatures before(UnsupportedFeatures others) {
        return new UnsupportedFeatures(both(betas, others.betas), both(fields, others.fields));
    }

    private static Map<String, Treatment> both(Map<String, Treatment> first, Map<String, Treatment> then) {
        Map<String, Treatment> all = new LinkedHashMap<>(first);
        then.forEach(all::putIfAbsent);
        return all;
    }

    /// What a table says of a name: the entry of exactly this name counts, else the first whose pattern
    /// fits.
    static Treatment of(Map<String, Treatment> table, String name) {
        Map.Entry<String, Treatment> entry = Glob.best(table.entrySet(), Map.Entry::getKey, name);
        return entry == null ? Treatment.SEND : entry.getValue();
    }

    /// Whether nothing is refused.
    public boolean isEmpty() {
        return betas.isEmpty() && fields.isEmpty();
    }
}
