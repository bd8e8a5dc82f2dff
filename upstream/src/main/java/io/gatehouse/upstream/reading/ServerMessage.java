package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// What a server sent where a message was due.
public sealed interface ServerMessage {
    /// A message, mended where it had to be.
    record Known(Message message) implements ServerMessage {}

    /// An answer that cannot be used.
    ///
    /// @param id what can be read of its `id`, or null
    /// @param problem what is wrong with it
    record Broken(@Nullable Slice id, String problem) implements ServerMessage {}

    /// Something else: a line of a log, a banner, a request that makes no sense.
    record Other() implements ServerMessage {}
}
