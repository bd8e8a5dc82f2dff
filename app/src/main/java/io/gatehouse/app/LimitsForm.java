package io.gatehouse.app;

import io.gatehouse.app.Configuration.Limits;
import io.gatehouse.gateway.GatewaySettings;
import io.gatehouse.http.ListenSettings;
import java.time.Duration;

/// The section `limits`: every bound of the gateway as a whole.
final class LimitsForm extends Form<LimitsForm.Bounds> {
    private static final int MEBIBYTE = 1 << 20;
    private static final ListenSettings LISTEN = ListenSettings.builder().build();
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
    private final Field<Integer> connections =
            count("connections", 1, 1_000_000, LISTEN.maxConnections(), "Connections of clients at once.");
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
    private final Field<Duration> keepAlive = time(
            "keep-alive", 1, 3_600, LISTEN.keepAliveInterval(), "After which a quiet event stream sends a comment.");
    private final Field<Duration> drain =
            time("drain", 0, 3_600, LISTEN.drain(), "Longest wait for running requests at the end.");
    private final Field<Integer> streams = count("streams", 1, 1_000_000, 20_000, "Event streams open at once.");
    private final Field<Integer> sessions =
            count("sessions", 1, 10_000_000, 100_000, "Sessions of older clients whose state is remembered.");
    private final Field<Duration> sessionIdle =
            time("session-idle", 1, 30 * 86_400, Duration.ofHours(1), "After which such a session is forgotten.");
    private final Field<Duration> sessionAge =
            time("session-age", 60, 365 * 86_400, Duration.ofDays(7), "After which a session ends in any case.");
    private final Field<Duration> streamAfter = field(
            "stream-after",
            Kinds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            Duration.ofSeconds(5),
            "5s",
            "After which an answer that is not there becomes an event stream.");
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
    record Bounds(ListenSettings.Builder listen, GatewaySettings gateway, Limits limits) {}

    @Override
    Bounds build(Values values) {
        ListenSettings.Builder listen = ListenSettings.builder()
                .maxBodyBytes(values.get(bodyBytes))
                .maxHeaderBytes(values.get(headerBytes))
                .maxUriBytes(values.get(uriBytes))
                .maxQueuedBytes(values.get(queueBytes))
                .maxConnections(values.get(connections))
                .backlog(values.get(backlog))
                .idleTimeout(values.get(connectionIdle))
                .readTimeout(values.get(readTimeout))
                .keepAliveInterval(values.get(keepAlive))
                .drain(values.get(drain));
        GatewaySettings gateway = new GatewaySettings(
                GATEWAY.maxNameLength(),
                values.get(pageSize),
                values.get(firstListWait),
                values.get(instructionsBytes),
                values.get(listTtl),
                values.get(rememberedUris));
        Limits limits = new Limits(
                values.get(streams),
                values.get(sessions),
                values.get(sessionIdle),
                values.get(sessionAge),
                values.get(streamAfter));
        return new Bounds(listen, gateway, limits);
    }

    private Field<Integer> size(String name, int least, int most, int fallback, String description) {
        return field(name, Kinds.size(least, most), fallback, Quantities.text(fallback), description);
    }

    private Field<Integer> count(String name, int least, int most, int fallback, String description) {
        return field(name, Kinds.integer(least, most), fallback, String.valueOf(fallback), description);
    }

    private Field<Duration> time(String name, int least, int most, Duration fallback, String description) {
        Kind<Duration> kind = Kinds.duration(Duration.ofSeconds(least), Duration.ofSeconds(most));
        return field(name, kind, fallback, Quantities.text(fallback), description);
    }
}
