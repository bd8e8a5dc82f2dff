package io.gatehouse.bench;

import java.util.List;

/// One of the things that Gatehouse does, with targets and results of its own.
sealed interface Area permits McpArea, MessagesArea {
    /// How it is called on the command line; its results are named after it.
    String name();

    List<? extends Target> targets();

    /// How long everything takes.
    Plan plan(boolean quick);

    /// Measures all parts.
    void measure(Run run) throws Exception;

    /// The area of this name.
    static Area of(String name) {
        return switch (name) {
            case "mcp" -> new McpArea();
            case "messages" -> new MessagesArea();
            default -> throw new IllegalArgumentException("nothing called " + name + " is measured");
        };
    }
}
