package io.gatehouse.doors.mcp.conversation;

import java.time.Duration;

/// Bounds of one [Conversation].
///
/// @param maxRequests running requests
/// @param maxSubscriptions resources that its session watches
/// @param maxStreams open event streams; a further one ends the oldest
/// @param askDeadline how long the client may take to answer a question
public record ConversationSettings(int maxRequests, int maxSubscriptions, int maxStreams, Duration askDeadline) {
    /// @throws IllegalArgumentException when a value is not more than 0
    public ConversationSettings {
        if (Math.min(maxRequests, Math.min(maxSubscriptions, maxStreams)) < 1 || !askDeadline.isPositive()) {
            throw new IllegalArgumentException("the bounds of a conversation must be more than 0");
        }
    }
}
