package io.gatehouse.upstream.repair;

/// What an entry of a list defines.
public enum EntryKind {
    TOOL,
    PROMPT,
    RESOURCE,
    TEMPLATE
}
