package io.gatehouse.app.forms;

import io.gatehouse.app.config.Configuration.Limits;
import io.gatehouse.app.config.StopTimes;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.MemorySettings;
import java.time.Duration;

/// The section `limits`: every bound of the gateway as a whole.
final class LimitsForm extends Form<LimitsForm.Bounds> {
    private static final int MEBIBYTE = 1 << 20;
    private static final ListenSettings LISTEN = ListenSettings.builder().build();
    private static final MemorySettings MEMORY = MemorySettings.DEFAULT;
    private static final int PERCENT = 12;
    private static final GatewaySettings GATEWAY = GatewaySettings.DEFAULT;

    private final Field<Integer> bodyBytes =
            size("body-bytes", 1024, 1024 * MEBIBYTE, LISTEN.maxBodyBytes(), "Largest request body.");
    private final Field<Integer> headerBytes =
            size("header-bytes", 1024, MEBIBYTE, LISTEN.maxHeaderBytes(), "Largest head of a request.");
    private final Field<Integer> uriBytes =
            size("uri-bytes", 256, MEBIBYTE, LISTEN.maxUriBytes(), "Longest first line of a request.");
    private final Field<Integer> queueBytes = size(
            "queue-bytes",
            64 << 10,
            1024 * MEBIBYTE,
            Math.toIntExact(LISTEN.maxQueuedBytes()),
            "Unsent bytes past which an event stream is cut off.");
    private final Field<Integer> connections = count(
            "connections",
            1,
            1_000_000,
            LISTEN.maxConnections(),
            "Connections of clients at once; fewer where the open files or the heap allow fewer.");
    private final Field<Integer> connectionStreams = count(
            "connection-streams",
            1,
            100_000,
            LISTEN.maxStreamsPerConnection(),
            "Requests at once over one connection of HTTP/2.");
    private final Field<Integer> backlog =
            count("backlog", 1, 65_535, LISTEN.backlog(), "Connections that may wait to be accepted.");
    private final Field<Duration> connectionIdle = time(
            "connection-idle",
            1,
            86_400,
            LISTEN.idleTimeout(),
            "After which a connection without a request is closed.");
    private final Field<Duration> readTimeout =
            time("read-timeout", 1, 3_600, LISTEN.readTimeout(), "For the body of a request to arrive.");
    private final Field<Duration> writeTimeout = time(
            "write-timeout", 1, 3_600, LISTEN.writeTimeout(), "After which a client that takes nothing is cut off.");
    private final Field<Duration> keepAlive = time(
            "keep-alive", 1, 3_600, LISTEN.keepAliveInterval(), "After which a quiet event stream sends a comment.");
    private final Field<Duration> drain =
            time("drain", 0, 86_400, StopTimes.DEFAULT.drain(), "For requests in progress when the gateway stops.");
    private final Field<Duration> notice = field(
            "drain-notice",
            Kinds.duration(Duration.ZERO, Duration.ofHours(1)),
            "How long a gateway that stops refuses new requests before its listening sockets close. Default: none on"
                    + " loopback, else 5s.");
    private final Field<Integer> eventLoops =
            count("event-loops", 0, 1_024, 0, "Threads that carry connections; 0 is one for every two processors.");
    private final Field<Integer> requestMemory = count(
            "request-memory-percent",
            1,
            50,
            PERCENT,
            "Percent of the heap that bodies of requests over 64 KiB may take together.");
    private final Field<Integer> answerMemory = count(
            "answer-memory-percent",
            1,
            50,
            PERCENT,
            "Percent of the heap that answers over 64 KiB may take together, until clients have read them.");
    private final Field<Integer> callerMemory = count(
            "caller-memory-percent",
            1,
            100,
            MEMORY.callerPercent(),
            "Percent of what others leave of either that one caller may take, where callers are told apart.");
    private final Field<Duration> requestWait = time(
            "request-memory-wait",
            0,
            60,
            MEMORY.requestWait(),
            "How long a large request waits for memory before it is refused with 503, or 529 by the Messages API.");
    private final Field<Duration> answerWait = time(
            "answer-memory-wait",
            0,
            600,
            MEMORY.answerWait(),
            "How long a large answer of an HTTP server is left unread for want of memory before it is dropped.");
    private final SessionFields sessions = new SessionFields(this);
    private final Field<Integer> pageSize =
            count("page-size", 1, 100_000, GATEWAY.pageSize(), "Entries in a page of a list.");
    private final Field<Duration> firstListWait = time(
            "first-list-wait",
            0,
            3_600,
            GATEWAY.firstListWait(),
            "How long the first list waits for starting servers.");
    private final Field<Integer> instructionsBytes = size(
            "instructions-bytes",
            0,
            MEBIBYTE,
            GATEWAY.instructionsBytes(),
            "How much of the instructions of each server is passed on.");
    private final Field<Duration> listTtl =
            time("list-ttl", 0, 86_400, GATEWAY.listTtl(), "How long clients may keep a list when no server says so.");
    private final Field<Integer> rememberedUris = count(
            "remembered-uris",
            0,
            10_000_000,
            GATEWAY.rememberedUris(),
            "Resource addresses remembered with their server.");

    LimitsForm() {
        super("Bounds of the gateway as a whole.");
    }

    /// What the section says.
    ///
    /// @param listen a builder with the bounds of the listener set
    /// @param gateway with the name length of the defaults
    public record Bounds(ListenSettings.Builder listen, GatewaySettings gateway, Limits limits) {}

    @Override
    Bounds build(Values values) {
        int largest = values.get(bodyBytes);
        ListenSettings.Builder listen = ListenSettings.builder()
                .maxBodyBytes(largest)
                .maxHeaderBytes(values.get(headerBytes))
                .maxUriBytes(values.get(uriBytes))
                .maxQueuedBytes(values.get(queueBytes))
                .maxConnections(values.get(connections))
                .maxStreamsPerConnection(values.get(connectionStreams))
                .backlog(values.get(backlog))
                .idleTimeout(values.get(connectionIdle))
                .readTimeout(values.get(readTimeout))
                .writeTimeout(values.get(writeTimeout))
                .keepAliveInterval(values.get(keepAlive));
        GatewaySettings gateway = new GatewaySettings(
                GATEWAY.maxNameLength(),
                values.get(pageSize),
                values.get(firstListWait),
                values.get(instructionsBytes),
                values.get(listTtl),
                values.get(rememberedUris));
        EngineSettings engine = new EngineSettings(
                values.get(eventLoops),
                EngineSettings.defaults().transport(),
                new MemorySettings(
                        share(values.get(requestMemory)),
                        share(values.get(answerMemory)),
                        values.get(callerMemory),
                        values.get(requestWait),
                        values.get(answerWait)));
        Limits limits = new Limits(
                sessions.endpoint(values, largest),
                sessions.tokens(values),
                engine,
                new StopTimes(values.find(notice), values.get(drain)),
                values.written(connections));
        return new Bounds(listen, gateway, limits);
    }

    private static long share(int percent) {
        return Runtime.getRuntime().maxMemory() / 100 * percent;
    }

    /// A field for a number of bytes.
    Field<Integer> size(String name, int least, int most, int fallback, String description) {
        return field(name, Kinds.size(least, most), fallback, Quantities.text(fallback), description);
    }

    /// A field for a number.
    Field<Integer> count(String name, int least, int most, int fallback, String description) {
        return field(name, Kinds.integer(least, most), fallback, String.valueOf(fallback), description);
    }

    /// A field for a duration; its range is in seconds.
    Field<Duration> time(String name, int least, int most, Duration fallback, String description) {
        Kind<Duration> kind = Kinds.duration(Duration.ofSeconds(least), Duration.ofSeconds(most));
        return field(name, kind, fallback, Quantities.text(fallback), description);
    }
}
