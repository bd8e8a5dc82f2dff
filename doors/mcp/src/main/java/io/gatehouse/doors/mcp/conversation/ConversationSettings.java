package io.gatehouse.doors.mcp.conversation;

import java.time.Duration;

/// Bounds of one [Conversation].
///
/// @param maxRequests running requests
/// @param maxSubscriptions resources that its session watches
/// @param maxStreams open event streams; a further one ends the oldest
/// @param askDeadline how long the client may take to answer a question
/// @param resumeFor how long requests go on, and events are kept, after the client has left a stream that it can
///     resume; 0 when it can resume none
public record ConversationSettings(
        int maxRequests, int maxSubscriptions, int maxStreams, Duration askDeadline, Duration resumeFor) {
    /// @throws IllegalArgumentException when a value is not more than 0, or `resumeFor` is negative
    public ConversationSettings {
        if (Math.min(maxRequests, Math.min(maxSubscriptions, maxStreams)) < 1 || !askDeadline.isPositive()) {
            throw new IllegalArgumentException("the bounds of a conversation must be more than 0");
        }
        if (resumeFor.isNegative()) {
            throw new IllegalArgumentException("resumeFor must not be negative");
        }
    }
}
