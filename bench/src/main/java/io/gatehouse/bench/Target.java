package io.gatehouse.bench;

/// Something that Gatehouse is to reach. Where several measurements give it a value, the worst one counts.
sealed interface Target permits McpTarget, MessagesTarget {
    /// What is measured, in a few words.
    String title();

    Goal goal();
}
