package io.gatehouse.upstream.repair;

/// What an entry of a list defines.
public enum EntryKind {
    /// One of `tools/list`.
    TOOL,
    /// One of `prompts/list`.
    PROMPT,
    /// One of `resources/list`.
    RESOURCE,
    /// One of `resources/templates/list`.
    TEMPLATE
}
