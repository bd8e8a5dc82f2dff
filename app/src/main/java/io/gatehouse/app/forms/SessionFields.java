package io.gatehouse.app.forms;

import io.gatehouse.doors.mcp.EndpointSettings;
import io.gatehouse.doors.mcp.TokenSettings;
import io.gatehouse.protocol.Limits;
import java.time.Duration;

/// The fields of `limits` that bound sessions, and what clients have open at once.
final class SessionFields {
    private static final EndpointSettings STANDARD = EndpointSettings.defaults();
    private static final TokenSettings TOKENS = TokenSettings.defaults();
    private static final int MOST = 10_000_000;
    private static final int DAY = 86_400;

    private final Field<Integer> streams;
    private final Field<Integer> sessions;
    private final Field<Integer> endedSessions;
    private final Field<Duration> sessionIdle;
    private final Field<Duration> sessionAge;
    private final Field<Integer> sessionStreams;
    private final Field<Integer> sessionRequests;
    private final Field<Integer> sessionAsks;
    private final Field<Integer> subscriptions;
    private final Field<Integer> sseStreams;
    private final Field<Integer> sseStreamsPerCaller;
    private final Field<Duration> sseIdle;
    private final Field<Duration> askTimeout;
    private final Field<Duration> streamAfter;
    private final Field<Duration> keyRotation;
    private final Field<Integer> keptKeys;
    private final Field<Integer> capabilityBytes;
    private final Field<Integer> clientInfoBytes;
    private final Field<Integer> tokenCache;

    /// Declares the fields in the form.
    SessionFields(LimitsForm form) {
        streams = form.count("streams", 1, MOST, STANDARD.maxStreams(), "Event streams open at once.");
        sessions = form.count(
                "sessions", 1, MOST, STANDARD.maxSessions(), "Sessions of older clients whose state is remembered.");
        endedSessions = form.count(
                "ended-sessions", 1, MOST, STANDARD.maxEndedSessions(), "Ended sessions remembered to refuse them.");
        sessionIdle = form.time(
                "session-idle", 1, 30 * DAY, STANDARD.sessionIdle(), "After which such a session is forgotten.");
        sessionAge =
                form.time("session-age", 60, 365 * DAY, TOKENS.maxAge(), "After which a session ends in any case.");
        sessionStreams = form.count(
                "session-streams",
                1,
                1_000,
                STANDARD.maxStreamsPerSession(),
                "Event streams of one session; a further one ends the oldest.");
        sessionRequests = form.count(
                "session-requests", 1, 1_000_000, STANDARD.maxRequests(), "Running requests of one session.");
        sessionAsks = form.count(
                "session-asks", 1, 100_000, STANDARD.maxAsks(), "Unanswered questions to the client of one session.");
        subscriptions = form.count(
                "subscriptions",
                1,
                1_000_000,
                STANDARD.maxSubscriptions(),
                "Resources that one session, or one subscriptions/listen, subscribes to.");
        sseStreams =
                form.count("sse-streams", 1, 1_000_000, STANDARD.maxSseStreams(), "Connections of HTTP+SSE at once.");
        sseStreamsPerCaller = form.count(
                "sse-streams-per-caller",
                1,
                1_000_000,
                STANDARD.maxSseStreamsPerCaller(),
                "Connections of HTTP+SSE of one caller.");
        sseIdle = form.time(
                "sse-idle",
                1,
                30 * DAY,
                STANDARD.sseIdle(),
                "After which a connection of HTTP+SSE is closed whose client neither sends nor waits.");
        askTimeout = form.time(
                "ask-timeout", 1, 7 * DAY, STANDARD.askDeadline(), "For a client to answer what a server asks it.");
        streamAfter = form.field(
                "stream-after",
                Kinds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
                STANDARD.streamAfter(),
                Quantities.text(STANDARD.streamAfter()),
                "After which an answer that is not there becomes an event stream.");
        keyRotation = form.time(
                "session-key-rotation",
                3_600,
                3_650 * DAY,
                TOKENS.rotation(),
                "After which sessions are sealed with a new key.");
        keptKeys = form.count("session-keys-kept", 0, 100, TOKENS.keptKeys(), "Earlier keys that still open sessions.");
        capabilityBytes = form.size(
                "capability-bytes",
                64,
                65_535,
                TOKENS.maxCapabilityBytes(),
                "Largest object of capabilities that an older client declares.");
        clientInfoBytes = form.size(
                "client-info-bytes",
                0,
                65_535,
                TOKENS.maxClientInfoBytes(),
                "Largest clientInfo of an older client that servers are told; a larger one is left out.");
        tokenCache = form.size(
                "session-cache-bytes", 65_536, 1 << 30, TOKENS.cacheBytes(), "Memory for opened session ids, roughly.");
    }

    /// Bounds on sessions and streams.
    EndpointSettings endpoint(Values values, int bodyBytes) {
        return EndpointSettings.builder()
                .limits(new Limits(bodyBytes, Limits.DEFAULT.maxDepth()))
                .maxStreams(values.get(streams))
                .maxSessions(values.get(sessions))
                .maxEndedSessions(values.get(endedSessions))
                .sessionIdle(values.get(sessionIdle))
                .maxStreamsPerSession(values.get(sessionStreams))
                .maxRequests(values.get(sessionRequests))
                .maxAsks(values.get(sessionAsks))
                .maxSubscriptions(values.get(subscriptions))
                .maxSseStreams(values.get(sseStreams))
                .maxSseStreamsPerCaller(values.get(sseStreamsPerCaller))
                .sseIdle(values.get(sseIdle))
                .askDeadline(values.get(askTimeout))
                .streamAfter(values.get(streamAfter))
                .build();
    }

    /// Bounds on session ids.
    TokenSettings tokens(Values values) {
        Duration age = values.get(sessionAge);
        Duration rotation = values.get(keyRotation);
        int kept = values.get(keptKeys);
        if (age.compareTo(rotation.multipliedBy(kept)) > 0) {
            values.warning(
                    sessionAge,
                    "is longer than session keys are kept: some sessions end earlier",
                    "Raise session-key-rotation or session-keys-kept.");
        }
        return new TokenSettings(
                age, rotation, kept, values.get(capabilityBytes), values.get(clientInfoBytes), values.get(tokenCache));
    }
}
