package io.gatehouse.doors.messages;

import java.util.Map;

/// What a provider does not take: betas and fields of the body, by name or by pattern with `*`.
///
/// @param betas values of `anthropic-beta`
/// @param fields members at the top of the body
public record Refusals(Map<String, Treatment> betas, Map<String, Treatment> fields) {

    /// What happens to it.
    public enum Treatment {
        /// It is left out, and the request goes on.
        DROP,
        /// The request is answered 400.
        REFUSE
    }

    /// Everything is taken.
    public static final Refusals NONE = new Refusals(Map.of(), Map.of());

    public Refusals {
        betas = Map.copyOf(betas);
        fields = Map.copyOf(fields);
    }

    /// Whether nothing is refused.
    public boolean isEmpty() {
        return betas.isEmpty() && fields.isEmpty();
    }
}
