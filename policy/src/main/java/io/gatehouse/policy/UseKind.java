package io.gatehouse.policy;

/// What is used, as far as limits tell it apart.
public enum UseKind {
    /// A call of a tool.
    TOOL,
    /// A prompt that is filled in.
    PROMPT,
    /// A resource that is read.
    RESOURCE,
    /// A request that a model answers.
    MODEL
}
