package io.gatehouse.scripted.script;

/// A block of what a turn says.
public sealed interface Part {
    record Text(Template text) implements Part {}

    /// Left out when the request does not ask for thinking.
    record Thinking(Template text) implements Part {}

    /// A call of the first tool that matches.
    record Call(Glob tool, ArgumentTemplate arguments) implements Part {}

    /// A search among the deferred tools, by the search tool that the request offers.
    record Search(Template query) implements Part {}
}
