package io.gatehouse.scripted.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a turn is delivered.
///
/// @param delay before the first byte
/// @param pace between the events of a stream
/// @param pieces characters in a piece of a streamed text; 0 for the usual number
/// @param error what is answered in the place of the message, or cuts it off
/// @param errorAfter events of the stream before the error; 0 answers it at once
/// @param dropAfter events before the connection is cut; -1 never
/// @param stallAfter events after which nothing comes any more; -1 never
public record Behaviour(
        Duration delay,
        Duration pace,
        int pieces,
        @Nullable PlannedError error,
        int errorAfter,
        int dropAfter,
        int stallAfter) {
    static final Behaviour PLAIN = new Behaviour(Duration.ZERO, Duration.ZERO, 0, null, 0, -1, -1);
}
