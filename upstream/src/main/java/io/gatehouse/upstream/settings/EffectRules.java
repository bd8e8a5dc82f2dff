package io.gatehouse.upstream.settings;

import java.util.List;

/// Where it is said what the tools of a server do to the world.
///
/// @param told what the operator says: an exact name counts, else the first pattern that matches
/// @param trustAnnotations whether the server's own annotations count where the operator says nothing
public record EffectRules(List<ToolEffects> told, boolean trustAnnotations) {
    /// What a configured server says of its tools is believed.
    public static final EffectRules DEFAULT = new EffectRules(List.of(), true);

    public EffectRules {
        told = List.copyOf(told);
    }
}
