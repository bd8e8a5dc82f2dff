package io.gatehouse.app.schema;

import io.gatehouse.app.config.Configuration.Limits;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.gateway.bridge.BridgeSettings;
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
    private static final BridgeSettings BRIDGE = BridgeSettings.DEFAULT;
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
    private final Field<Duration> parkedFor;
    private final Field<Integer> parkedCalls;
    private final Field<Duration> keyRotation;
    private final Field<Duration> firstListWait;
    private final Field<Integer> pageSize;

    LimitsForm() {
        super("Limits of the gateway.");
        listen.key(
                "header-bytes",
                Kinds.size(1024, 1 << 20),
                LISTEN.maxHeaderBytes(),
                "Largest request head.",
                ListenSettings.Builder::maxHeaderBytes);
        connections = listen.key(
                "connections",
                Kinds.integer(1, 1_000_000),
                LISTEN.maxConnections(),
                "Maximum number of client connections; lower if the open-file limit or the heap allows fewer.",
                ListenSettings.Builder::maxConnections);
        listen.key(
                "connection-idle",
                seconds(1, DAY),
                LISTEN.idleTimeout(),
                "Time until an idle connection is closed.",
                ListenSettings.Builder::idleTimeout);
        listen.key(
                "read-timeout",
                SHORT,
                LISTEN.readTimeout(),
                "Maximum time for the first request of a connection, or a request body, to arrive; bodies get one second"
                        + " more per 16 KiB.",
                ListenSettings.Builder::readTimeout);
        listen.key(
                "write-timeout",
                SHORT,
                LISTEN.writeTimeout(),
                "Time until a client that reads nothing is disconnected.",
                ListenSettings.Builder::writeTimeout);
        listen.key(
                "keep-alive",
                SHORT,
                LISTEN.keepAliveInterval(),
                "Interval of the comments that keep a quiet event stream open.",
                ListenSettings.Builder::keepAliveInterval);
        drain = field(
                "drain",
                seconds(0, DAY),
                StopTimes.DEFAULT.drain(),
                "Time for requests in progress to finish when the gateway stops.");
        notice = field(
                "drain-notice",
                seconds(0, 3_600),
                "How long a stopping gateway refuses new requests before it closes its listening sockets. Default:"
                        + " none on loopback, otherwise 5s.");
        eventLoops = field(
                "event-loops",
                Kinds.integer(0, 1_024),
                0,
                "Number of event loop threads; 0 means one for every two processors.");
        requestMemory = field(
                "request-memory-percent",
                SHARE,
                MemorySettings.PERCENT,
                "Percentage of the heap that request bodies over 64 KiB may use together.");
        answerMemory = field(
                "answer-memory-percent",
                SHARE,
                MemorySettings.PERCENT,
                "Percentage of the heap that answers over 64 KiB may use together until clients have read them.");
        callerMemory = field(
                "caller-memory-percent",
                Kinds.integer(1, 100),
                MEMORY.callerPercent(),
                "Percentage of the memory left by other callers that one caller with a key may use.");
        endpoint.key(
                "streams",
                MANY,
                ENDPOINT.maxStreams(),
                "Maximum number of open event streams.",
                EndpointSettings.Builder::maxStreams);
        endpoint.key(
                "sessions",
                MANY,
                ENDPOINT.maxSessions(),
                "Maximum number of sessions of older clients whose state is kept.",
                EndpointSettings.Builder::maxSessions);
        endpoint.key(
                "session-idle",
                seconds(1, 30 * DAY),
                ENDPOINT.sessionIdle(),
                "Time until the state of an idle session is dropped.",
                EndpointSettings.Builder::sessionIdle);
        sessionAge = field("session-age", seconds(60, 365 * DAY), TOKENS.maxAge(), "Maximum lifetime of a session.");
        endpoint.key(
                "ask-timeout",
                seconds(1, 7 * DAY),
                ENDPOINT.conversation().askDeadline(),
                "Maximum time for a client to answer a server's question.",
                EndpointSettings.Builder::askDeadline);
        endpoint.key(
                "resume-for",
                seconds(0, 3_600),
                ENDPOINT.conversation().resumeFor(),
                "How long a call goes on, and events are kept, after an older client has lost its stream; 0 cancels at"
                        + " once.",
                EndpointSettings.Builder::resumeFor);
        parkedFor = field(
                "parked-for",
                seconds(1, 7 * DAY),
                BRIDGE.parkedFor(),
                "How long a call of a current client waits in the gateway for answers to what an older server asked.");
        parkedCalls = field("parked-calls", MANY, BRIDGE.mostParked(), "Maximum number of such calls.");
        keyRotation = field(
                "session-key-rotation",
                seconds(3_600, 3_650 * DAY),
                TOKENS.rotation(),
                "Interval at which a new key for sealing sessions is made.");
        pageSize = field(
                "page-size",
                Kinds.integer(1, 100_000),
                GATEWAY.pageSize(),
                "Maximum number of entries on" + " a page of a list.");
        firstListWait = field(
                "first-list-wait",
                seconds(0, 3_600),
                GATEWAY.firstListWait(),
                "How long the first list waits for servers that are starting.");
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
                new BridgeSettings(values.get(parkedFor), values.get(parkedCalls)),
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
