package io.gatehouse.doors.mcp.conversation;

import java.time.Duration;

/// Bounds of one [Conversation].
///
/// @param maxRequests running requests
/// @param maxAsks unanswered questions to the client
/// @param maxSubscriptions resources that its session watches
/// @param maxStreams open event streams; a further one ends the oldest
/// @param askDeadline how long the client may take to answer a question
public record ConversationSettings(
        int maxRequests, int maxAsks, int maxSubscriptions, int maxStreams, Duration askDeadline) {}
