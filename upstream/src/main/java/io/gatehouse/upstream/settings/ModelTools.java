package io.gatehouse.upstream.settings;

/// What of a server beside its tools may be given to a model as tools that only read.
public enum ModelTools {
    /// Its resources: one tool lists them, one reads one.
    RESOURCES,
    /// Its prompts: one tool lists them, one gets one.
    PROMPTS
}
