package io.gatehouse.server;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// The bounds of a [StdioServer].
///
/// @param limits size and depth of one message
/// @param revisions what it speaks; one era may be missing
/// @param caller who is answerable for the client
/// @param maxRunning requests and subscriptions at the same time
/// @param maxAsks unanswered questions to the client
/// @param maxSubscriptions resources that a legacy client may watch
/// @param maxQueuedBytes what may wait for a client that does not read; past it the connection ends
/// @param askDeadline how long the client may take to answer a question
/// @param drain how long requests may go on after the end of the input
public record StdioSettings(
        Limits limits,
        Set<Revision> revisions,
        Caller caller,
        int maxRunning,
        int maxAsks,
        int maxSubscriptions,
        long maxQueuedBytes,
        Duration askDeadline,
        Duration drain) {
    /// Every revision; 1,000 requests at a time; 256 MiB may wait; 5 minutes to answer; 2 seconds to finish.
    public static final StdioSettings DEFAULT = new StdioSettings(
            Limits.DEFAULT,
            EnumSet.allOf(Revision.class),
            Caller.ANONYMOUS,
            1_000,
            64,
            1_000,
            256L << 20,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2));

    public StdioSettings {
        if (revisions.isEmpty()) {
            throw new IllegalArgumentException("a server speaks at least one revision");
        }
        revisions = Set.copyOf(revisions);
    }

    /// The same for these revisions only.
    public StdioSettings withRevisions(Set<Revision> spoken) {
        return new StdioSettings(
                limits, spoken, caller, maxRunning, maxAsks, maxSubscriptions, maxQueuedBytes, askDeadline, drain);
    }

    /// The same with other bounds on one message.
    public StdioSettings withLimits(Limits changed) {
        return new StdioSettings(
                changed, revisions, caller, maxRunning, maxAsks, maxSubscriptions, maxQueuedBytes, askDeadline, drain);
    }

    /// The same with another time to finish after the end of the input.
    public StdioSettings withDrain(Duration time) {
        return new StdioSettings(
                limits, revisions, caller, maxRunning, maxAsks, maxSubscriptions, maxQueuedBytes, askDeadline, time);
    }

    boolean modern() {
        return revisions.stream().anyMatch(Revision::modern);
    }

    boolean legacy() {
        return !revisions.stream().allMatch(Revision::modern);
    }
}
