package io.gatehouse.upstream.settings;

/// Whose word the operator demands for calls of some tools of a server.
///
/// @param tools a tool's name, or a pattern over names: `*` stands for any text, `?` for one character
/// @param kind whose word
public record ToolApproval(String tools, Kind kind) {
    /// Whose word a call needs.
    public enum Kind {
        /// Nobody's, whatever the tool does.
        NONE,
        /// That of the person behind the call.
        CONFIRM,
        /// That of somebody else.
        APPROVE
    }
}
