package io.gatehouse.server;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Serves handlers over HTTP+SSE, the transport of 2024-11-05: a GET opens the stream, whose first event tells where to
/// POST. A connection lives in the process that its stream leads to.
public final class SseEndpoint implements AutoCloseable {
    private static final String PARAMETER = "sessionId=";
    private static final int ID_BYTES = 16;

    private final EndpointSettings settings;
    private final Timers timers;
    private final Work work;
    private final MessageReader reader;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SseConnection> connections = new ConcurrentHashMap<>();
    private final StreamCount total;
    private final Map<String, StreamCount> byCaller = new ConcurrentHashMap<>();
    private final Cancellable sweep;

    /// @param timers of the engine that the exchanges come from
    public SseEndpoint(EndpointSettings settings, Timers timers) {
        this(settings, timers, new Work());
    }

    /// [#SseEndpoint(EndpointSettings, Timers)] that shares what is being worked on with others.
    public SseEndpoint(EndpointSettings settings, Timers timers, Work work) {
        this.settings = settings;
        this.timers = timers;
        this.work = work;
        this.reader = new MessageReader(settings.limits());
        this.total = new StreamCount(settings.maxSseStreams());
        Duration period = settings.sseIdle().dividedBy(4);
        this.sweep = timers.every(
                period.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : period, this::closeIdle);
    }

    /// Answers one HTTP request of this transport. Call it on the exchange's event loop.
    ///
    /// @param scope name of what is served; a connection of one scope or caller is unknown to any other
    public void handle(HttpExchange http, Handler handler, Caller caller, String scope) {
        switch (http.method()) {
            case "GET" -> open(http, handler, caller, scope);
            case "POST" -> post(http, caller, scope);
            default -> HttpReplies.methodNotAllowed(http, "GET, POST", "use GET or POST here");
        }
    }

    private void open(HttpExchange http, Handler handler, Caller caller, String scope) {
        if (!Accepts.of(http.header("Accept")).events()) {
            HttpReplies.error(http, 406, null, ErrorCode.INVALID_REQUEST, "a GET here needs Accept: text/event-stream");
            return;
        }
        if (work.refusing()) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        if (!take(caller)) {
            HttpReplies.error(
                    http, 503, null, ErrorCode.LIMIT_REACHED, "too many event streams are open; try again later");
            return;
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Peer peer = new Peer(Revision.R2024_11_05, null, null, caller, null);
        LiveSession session = new LiveSession(settings, timers, id, peer);
        SseConnection connection =
                new SseConnection(http, session, handler, caller, scope, work, () -> closed(id, caller));
        connections.put(id, connection);
        connection.open(http.path() + "?" + PARAMETER + id);
    }

    private boolean take(Caller caller) {
        if (!total.take()) {
            return false;
        }
        boolean[] taken = new boolean[1];
        byCaller.compute(caller.name(), (name, known) -> {
            StreamCount count = known == null ? new StreamCount(settings.maxSseStreamsPerCaller()) : known;
            taken[0] = count.take();
            return count;
        });
        if (!taken[0]) {
            total.release();
        }
        return taken[0];
    }

    private void closed(String id, Caller caller) {
        connections.remove(id);
        total.release();
        byCaller.computeIfPresent(caller.name(), (name, count) -> {
            count.release();
            return count.open() == 0 ? null : count;
        });
    }

    private void post(HttpExchange http, Caller caller, String scope) {
        String id = id(http.query());
        SseConnection connection = id == null ? null : connections.get(id);
        Slice body = Slice.of(http.body());
        if (connection == null || !connection.belongsTo(caller, scope)) {
            HttpReplies.error(
                    http,
                    404,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "the event stream of this address has ended; open one with GET");
        } else if (!Accepts.isJson(http.header("Content-Type"))) {
            HttpReplies.error(
                    http, 415, null, ErrorCode.INVALID_REQUEST, "the body must have Content-Type: application/json");
        } else {
            take(http, connection, body);
        }
    }

    private void take(HttpExchange http, SseConnection connection, Slice body) {
        List<Message> messages = new ArrayList<>();
        try {
            if (MessageReader.isBatch(body)
                    && connection.session().peer().revision().batches()) {
                for (Slice element : reader.elements(body)) {
                    messages.add(reader.read(element));
                }
            } else {
                messages.add(reader.read(body));
            }
        } catch (MalformedMessageException malformed) {
            http.respond(400, HttpReplies.JSON, malformed.response());
            return;
        }
        if (work.refusing() && messages.stream().anyMatch(Request.class::isInstance)) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        http.respond(202);
        messages.forEach(connection::take);
    }

    private static @Nullable String id(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String parameter : query.split("&", 16)) {
            if (parameter.startsWith(PARAMETER)) {
                return parameter.substring(PARAMETER.length());
            }
        }
        return null;
    }

    private void closeIdle() {
        long now = System.nanoTime();
        long limit = settings.sseIdle().toNanos();
        for (SseConnection connection : connections.values()) {
            LiveSession session = connection.session();
            if (!session.answering() && session.unused(now) > limit) {
                connection.close();
            }
        }
    }

    /// How many connections are open.
    int connections() {
        return connections.size();
    }

    /// Ends all connections.
    @Override
    public void close() {
        sweep.cancel();
        List.copyOf(connections.values()).forEach(SseConnection::close);
    }
}
