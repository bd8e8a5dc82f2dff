package io.gatehouse.doors.mcp.http;

import io.gatehouse.doors.mcp.conversation.ConversationSettings;
import io.gatehouse.protocol.Limits;
import java.time.Duration;

/// Bounds of the HTTP transports.
///
/// @param limits size and depth of one message
/// @param streamAfter how long an answer may take before it becomes an event stream
/// @param sessionIdle after which the part of a session that is kept in memory is dropped
/// @param maxSessions sessions kept in memory; past it, the one longest unused is dropped
/// @param maxStreams open event streams that clients listen on, of all sessions together
/// @param sseIdle after which an HTTP+SSE connection is closed when its client sends nothing and waits for nothing
/// @param maxSseStreamsPerCaller open HTTP+SSE connections of one caller
/// @param conversation what one client may have open
public record EndpointSettings(
        Limits limits,
        Duration streamAfter,
        Duration sessionIdle,
        int maxSessions,
        int maxStreams,
        Duration sseIdle,
        int maxSseStreamsPerCaller,
        ConversationSettings conversation) {

    /// @throws IllegalArgumentException when a value is not more than 0
    public EndpointSettings {
        positive("streamAfter", streamAfter);
        positive("sessionIdle", sessionIdle);
        positive("maxSessions", maxSessions);
        positive("maxStreams", maxStreams);
        positive("sseIdle", sseIdle);
        positive("maxSseStreamsPerCaller", maxSseStreamsPerCaller);
    }

    /// The defaults.
    public static EndpointSettings defaults() {
        return builder().build();
    }

    /// A builder that starts with the defaults.
    public static Builder builder() {
        return new Builder();
    }

    /// Refuses what is not more than zero.
    public static void positive(String setting, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(setting + " must be more than 0, not " + value);
        }
    }

    static void positive(String setting, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(setting + " must be more than 0, not " + value);
        }
    }

    /// Puts settings together; what is not set keeps its default.
    public static final class Builder {
        private Limits limits = Limits.DEFAULT;
        private Duration streamAfter = Duration.ofSeconds(5);
        private Duration askDeadline = Duration.ofMinutes(5);
        private Duration resumeFor = Duration.ofMinutes(1);
        private Duration sessionIdle = Duration.ofHours(1);
        private int maxSessions = 100_000;
        private int maxStreams = 20_000;
        private int maxStreamsPerSession = 4;
        private int maxRequests = 1_000;
        private int maxSubscriptions = 1_000;
        private Duration sseIdle = Duration.ofHours(4);
        private int maxSseStreamsPerCaller = 200;

        private Builder() {}

        /// Sets the size of one message (default 64 MiB).
        public Builder bodyBytes(int value) {
            limits = new Limits(value, Limits.DEFAULT.maxDepth());
            return this;
        }

        /// Sets how long an answer may take before it becomes an event stream (default 5 s).
        public Builder streamAfter(Duration value) {
            streamAfter = value;
            return this;
        }

        /// Sets how long a client may take to answer what a server asks it (default 5 min).
        public Builder askDeadline(Duration value) {
            askDeadline = value;
            return this;
        }

        /// Sets how long a client may take to resume a stream (default 1 min; 0 for never).
        public Builder resumeFor(Duration value) {
            resumeFor = value;
            return this;
        }

        /// Sets after which time without use a session's part in memory is dropped (default 1 h).
        public Builder sessionIdle(Duration value) {
            sessionIdle = value;
            return this;
        }

        /// Sets the maximum number of sessions in memory (default 100,000).
        public Builder maxSessions(int value) {
            maxSessions = value;
            return this;
        }

        /// Sets the maximum number of open event streams of all sessions (default 20,000).
        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        /// Sets the maximum number of open event streams of one session (default 4).
        public Builder maxStreamsPerSession(int value) {
            maxStreamsPerSession = value;
            return this;
        }

        /// Sets the maximum number of running requests of one session (default 1,000).
        public Builder maxRequests(int value) {
            maxRequests = value;
            return this;
        }

        /// Sets the maximum number of watched resources of one session (default 1,000).
        public Builder maxSubscriptions(int value) {
            maxSubscriptions = value;
            return this;
        }

        /// Sets after which time without use an HTTP+SSE connection is closed (default 4 h).
        public Builder sseIdle(Duration value) {
            sseIdle = value;
            return this;
        }

        /// Sets the maximum number of open HTTP+SSE connections of one caller (default 200).
        public Builder maxSseStreamsPerCaller(int value) {
            maxSseStreamsPerCaller = value;
            return this;
        }

        /// @throws IllegalArgumentException if a value is out of range
        public EndpointSettings build() {
            return new EndpointSettings(
                    limits,
                    streamAfter,
                    sessionIdle,
                    maxSessions,
                    maxStreams,
                    sseIdle,
                    maxSseStreamsPerCaller,
                    new ConversationSettings(
                            maxRequests, maxSubscriptions, maxStreamsPerSession, askDeadline, resumeFor));
        }
    }
}
