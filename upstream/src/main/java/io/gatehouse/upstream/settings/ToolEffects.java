package io.gatehouse.upstream.settings;

/// What the operator says that some tools of a server do to the world.
///
/// @param tools a tool's name, or a pattern over names: `*` stands for any text, `?` for one character
/// @param kind what they do
public record ToolEffects(String tools, Kind kind) {
    /// What a tool does to the world.
    public enum Kind {
        /// It changes nothing.
        READ,
        /// It adds or changes something.
        WRITE,
        /// It removes or overwrites something for good.
        DESTROY,
        /// It sends something to others: a mail, a message, money.
        SEND
    }
}
