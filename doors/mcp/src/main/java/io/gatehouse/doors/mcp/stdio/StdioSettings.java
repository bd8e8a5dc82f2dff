package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.ConversationSettings;
import io.gatehouse.doors.mcp.conversation.Revisions;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.Set;

/// The bounds of a [StdioServer].
///
/// @param limits size and depth of one message
/// @param revisions what it speaks; one era may be missing
/// @param caller who is answerable for the client
/// @param conversation what the client may have open at once
/// @param maxQueuedBytes what may wait for a client that does not read; past it the connection ends
/// @param drain how long requests may go on after the client has closed its side
public record StdioSettings(
        Limits limits,
        Revisions revisions,
        Caller caller,
        ConversationSettings conversation,
        long maxQueuedBytes,
        Duration drain) {
    /// Every revision; 1,000 requests at a time; 256 MiB may wait; 5 minutes to answer; 2 minutes to finish.
    public static final StdioSettings DEFAULT = new StdioSettings(
            Limits.DEFAULT,
            Revisions.ALL,
            Caller.ANONYMOUS,
            new ConversationSettings(1_000, 1_000, 1, Duration.ofMinutes(5), Duration.ZERO),
            256L << 20,
            Duration.ofMinutes(2));

    /// The same for these revisions only, at least one.
    public StdioSettings withRevisions(Set<Revision> spoken) {
        return new StdioSettings(limits, new Revisions(spoken), caller, conversation, maxQueuedBytes, drain);
    }

    /// The same with other bounds on one message.
    public StdioSettings withLimits(Limits changed) {
        return new StdioSettings(changed, revisions, caller, conversation, maxQueuedBytes, drain);
    }

    /// The same with another time to finish after the client has closed its side.
    public StdioSettings withDrain(Duration time) {
        return new StdioSettings(limits, revisions, caller, conversation, maxQueuedBytes, time);
    }
}
