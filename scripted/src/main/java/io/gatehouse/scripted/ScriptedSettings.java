package io.gatehouse.scripted;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How a [ScriptedModel] treats requests, beside its script.
///
/// @param key the only key that it takes; null for any
/// @param signingKey what its thinking is signed with, not empty; a model with another key does not
///     know it
/// @param keptRequests how many of the latest requests it keeps for [ScriptedModel#requests()]; 0
///     for none
/// @param keptBytes the most bytes of their bodies together; older ones are dropped
/// @param cachedPrompts how many beginnings of prompts its cache holds, 1 or more
public record ScriptedSettings(
        @Nullable String key, byte[] signingKey, int keptRequests, long keptBytes, int cachedPrompts) {
    public ScriptedSettings {
        if (signingKey.length == 0) {
            throw new IllegalArgumentException("the key for signatures must not be empty");
        }
        if (keptRequests < 0 || keptBytes < 0 || cachedPrompts < 1) {
            throw new IllegalArgumentException("bounds must not be negative, and the cache holds one prompt at least");
        }
        signingKey = signingKey.clone();
    }

    /// Any key; the same signatures in every process; the last 1,000 requests up to 64 MiB; 4,096
    /// prompts.
    public static ScriptedSettings defaults() {
        byte[] signingKey = "scripted model".getBytes(StandardCharsets.US_ASCII);
        return new ScriptedSettings(null, signingKey, 1_000, 64 << 20, 4_096);
    }

    /// These with the only key that is taken.
    public ScriptedSettings withKey(String only) {
        return new ScriptedSettings(only, signingKey, keptRequests, keptBytes, cachedPrompts);
    }

    /// These with another key for signatures.
    public ScriptedSettings withSigningKey(byte[] other) {
        return new ScriptedSettings(key, other, keptRequests, keptBytes, cachedPrompts);
    }

    /// These without a memory of requests, as a program wants it that runs for long.
    public ScriptedSettings withoutRequests() {
        return new ScriptedSettings(key, signingKey, 0, 0, cachedPrompts);
    }
}
