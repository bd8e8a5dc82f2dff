package io.gatehouse.app.schema;

import io.gatehouse.app.config.Configuration.Limits;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenLimits;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.MemorySettings;
import java.time.Duration;

/// The section `limits`: bounds of the gateway as a whole.
final class LimitsForm extends Form<LimitsForm.Bounds> {
    private static final ListenLimits LISTEN = ListenSettings.builder().build().limits();
    private static final EndpointSettings ENDPOINT = EndpointSettings.defaults();
    private static final TokenSettings TOKENS = TokenSettings.DEFAULT;
    private static final MemorySettings MEMORY = MemorySettings.DEFAULT;
    private static final GatewaySettings GATEWAY = GatewaySettings.DEFAULT;
    private static final Kind<Integer> MANY = Kinds.integer(1, 10_000_000);
    private static final Kind<Integer> SHARE = Kinds.integer(1, 50);
    private static final Kind<Duration> SHORT = seconds(1, 3_600);
    private static final int DAY = 86_400;

    private final Keys<ListenSettings.Builder> listen = new Keys<>(this);
    private final Keys<EndpointSettings.Builder> endpoint = new Keys<>(this);
    private final Field<Integer> bodyBytes =
            field("body-bytes", Kinds.SIZE, LISTEN.maxBodyBytes(), "Largest request body.");
    private final Field<Integer> connections;
    private final Field<Duration> drain;
    private final Field<Duration> notice;
    private final Field<Integer> eventLoops;
    private final Field<Integer> requestMemory;
    private final Field<Integer> answerMemory;
    private final Field<Integer> callerMemory;
    private final Field<Duration> sessionAge;
    private final Field<Duration> keyRotation;
    private final Field<Duration> firstListWait;
    private final Field<Integer> pageSize;

    LimitsForm() {
        super("Bounds of the gateway as a whole.");
        listen.key(
                "header-bytes",
                Kinds.size(1024, 1 << 20),
                LISTEN.maxHeaderBytes(),
                "Largest head of a request.",
                ListenSettings.Builder::maxHeaderBytes);
        connections = listen.key(
                "connections",
                Kinds.integer(1, 1_000_000),
                LISTEN.maxConnections(),
                "Connections of clients at once; fewer where the open files or the heap allow fewer.",
                ListenSettings.Builder::maxConnections);
        listen.key(
                "connection-idle",
                seconds(1, DAY),
                LISTEN.idleTimeout(),
                "After which a connection without a request is closed.",
                ListenSettings.Builder::idleTimeout);
        listen.key(
                "read-timeout",
                SHORT,
                LISTEN.readTimeout(),
                "For the body of a request to arrive.",
                ListenSettings.Builder::readTimeout);
        listen.key(
                "write-timeout",
                SHORT,
                LISTEN.writeTimeout(),
                "After which a client that takes nothing is cut off.",
                ListenSettings.Builder::writeTimeout);
        listen.key(
                "keep-alive",
                SHORT,
                LISTEN.keepAliveInterval(),
                "After which a quiet event stream sends a comment.",
                ListenSettings.Builder::keepAliveInterval);
        drain = field(
                "drain",
                seconds(0, DAY),
                StopTimes.DEFAULT.drain(),
                "For requests in progress when the gateway stops.");
        notice = field(
                "drain-notice",
                seconds(0, 3_600),
                "How long a gateway that stops refuses new requests before its listening sockets close. Default: none on"
                        + " loopback, else 5s.");
        eventLoops = field(
                "event-loops",
                Kinds.integer(0, 1_024),
                0,
                "Threads that carry connections; 0 is one for every two processors.");
        requestMemory = field(
                "request-memory-percent",
                SHARE,
                MemorySettings.PERCENT,
                "Percent of the heap that bodies of requests over 64 KiB may take together.");
        answerMemory = field(
                "answer-memory-percent",
                SHARE,
                MemorySettings.PERCENT,
                "Percent of the heap that answers over 64 KiB may take together, until clients have read them.");
        callerMemory = field(
                "caller-memory-percent",
                Kinds.integer(1, 100),
                MEMORY.callerPercent(),
                "Percent of what others leave of either that one caller may take, where callers are told apart.");
        endpoint.key(
                "streams",
                MANY,
                ENDPOINT.maxStreams(),
                "Event streams open at once.",
                EndpointSettings.Builder::maxStreams);
        endpoint.key(
                "sessions",
                MANY,
                ENDPOINT.maxSessions(),
                "Sessions of older clients whose state is remembered.",
                EndpointSettings.Builder::maxSessions);
        endpoint.key(
                "session-idle",
                seconds(1, 30 * DAY),
                ENDPOINT.sessionIdle(),
                "After which such a session is forgotten.",
                EndpointSettings.Builder::sessionIdle);
        sessionAge = field(
                "session-age", seconds(60, 365 * DAY), TOKENS.maxAge(), "After which a session ends in any case.");
        endpoint.key(
                "ask-timeout",
                seconds(1, 7 * DAY),
                ENDPOINT.conversation().askDeadline(),
                "For a client to answer what a server asks it.",
                EndpointSettings.Builder::askDeadline);
        keyRotation = field(
                "session-key-rotation",
                seconds(3_600, 3_650 * DAY),
                TOKENS.rotation(),
                "After which sessions are sealed with a new key.");
        pageSize = field("page-size", Kinds.integer(1, 100_000), GATEWAY.pageSize(), "Entries in a page of a list.");
        firstListWait = field(
                "first-list-wait",
                seconds(0, 3_600),
                GATEWAY.firstListWait(),
                "How long the first list waits for starting servers.");
        RemovedKeys.ofLimits(this);
    }

    /// What the section says.
    ///
    /// @param listen a builder with the bounds of the listener set
    /// @param gateway with the name length of the defaults
    public record Bounds(ListenSettings.Builder listen, GatewaySettings gateway, Limits limits) {}

    @Override
    Bounds build(Values values) {
        int largest = values.get(bodyBytes);
        TokenSettings tokens = new TokenSettings(values.get(sessionAge), values.get(keyRotation));
        if (tokens.outlivesKeys()) {
            values.warning(
                    sessionAge,
                    "is longer than session keys are kept: some sessions end earlier",
                    "Raise session-key-rotation.");
        }
        EngineSettings engine = new EngineSettings(
                values.get(eventLoops),
                EngineSettings.defaults().transport(),
                new MemorySettings(
                        MemorySettings.share(values.get(requestMemory)),
                        MemorySettings.share(values.get(answerMemory)),
                        values.get(callerMemory),
                        MEMORY.requestWait(),
                        MEMORY.answerWait()));
        Limits limits = new Limits(
                endpoint.fill(values, EndpointSettings.builder().bodyBytes(largest))
                        .build(),
                tokens,
                engine,
                new StopTimes(values.find(notice), values.get(drain)),
                values.written(connections));
        return new Bounds(
                listen.fill(values, ListenSettings.builder().maxBodyBytes(largest)),
                new GatewaySettings(GATEWAY.maxNameLength(), values.get(pageSize), values.get(firstListWait)),
                limits);
    }

    private static Kind<Duration> seconds(long least, long most) {
        return Kinds.duration(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }
}
