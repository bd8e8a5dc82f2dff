package io.gatehouse.doors.mcp.sse;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.ClientConnection;
import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.Revisions;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.ByteOrderMark;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
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
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves handlers over HTTP+SSE, the transport of 2024-11-05: a GET opens the stream, whose first event tells where to
/// POST. A connection lives in the process that its stream leads to.
public final class SseEndpoint implements AutoCloseable {
    private static final String PARAMETER = "sessionId=";
    private static final int ID_BYTES = 16;
    /// Open connections of all callers together.
    private static final int MAX_STREAMS = 2_000;
    private static final Revisions REVISIONS = new Revisions(EnumSet.complementOf(EnumSet.of(Revision.R2026_07_28)));

    private final EndpointSettings settings;
    private final Timers timers;
    private final InFlight work;
    private final BooleanSupplier refusing;
    private final MessageReader reader;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SseConnection> connections = new ConcurrentHashMap<>();
    private final StreamCount total;
    private final Map<CallerId, StreamCount> byCaller = new ConcurrentHashMap<>();
    private final Cancellable sweep;
    private final @Nullable OtherStreams elsewhere;

    /// @param timers of the engine that the exchanges come from
    public SseEndpoint(EndpointSettings settings, Timers timers) {
        this(settings, timers, new InFlight(), null);
    }

    /// [#SseEndpoint(EndpointSettings, Timers)] that shares what is being worked on with others.
    ///
    /// @param replicas the other ones, to which the other streams lead; null when there are none
    public SseEndpoint(EndpointSettings settings, Timers timers, InFlight work, @Nullable Replicas replicas) {
        this.elsewhere = replicas == null ? null : new OtherStreams(replicas);
        this.settings = settings;
        this.timers = timers;
        this.work = work;
        // The other replicas pass on what comes for its streams, which cannot go on anywhere else.
        this.refusing = replicas == null ? work::refusing : () -> false;
        this.reader = MessageReader.ofClients(settings.limits());
        this.total = new StreamCount(MAX_STREAMS);
        Duration period = settings.sseIdle().dividedBy(4);
        this.sweep = timers.every(
                period.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : period, this::closeIdle);
    }

    /// Answers one HTTP request of this transport. Call it on the exchange's event loop.
    ///
    /// @param toolset name of what is served; a connection of one toolset or caller is unknown to any other
    public void handle(HttpExchange http, Handler handler, Caller caller, String toolset) {
        handle(http, handler, new Visitor(caller, "", () -> false), toolset);
    }

    /// [#handle(HttpExchange, Handler, Caller, String)] behind a proxy, or as one of several replicas.
    public void handle(HttpExchange http, Handler handler, Visitor visitor, String toolset) {
        switch (http.method()) {
            case "GET" -> open(http, handler, visitor.caller(), toolset, visitor.prefix());
            case "POST" -> {
                String id = id(http.query());
                Runnable here = () -> post(http, visitor.caller(), toolset, id);
                if (elsewhere == null || id == null || visitor.passed()) {
                    here.run();
                } else {
                    elsewhere.post(http, visitor, PARAMETER, id, here);
                }
            }
            default -> HttpReplies.methodNotAllowed(http, "GET, POST", "Use GET or POST here.");
        }
    }

    private void open(HttpExchange http, Handler handler, Caller caller, String toolset, String prefix) {
        if (!Accepts.of(http.header("Accept")).events()) {
            HttpReplies.error(
                    http, 406, null, ErrorCode.INVALID_REQUEST, "A GET request here needs Accept: text/event-stream.");
            return;
        }
        if (work.refusing()) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        if (!take(caller)) {
            HttpReplies.busy(http, 503, null, StreamCount.EXHAUSTED);
            return;
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String id = elsewhere == null ? name : elsewhere.named(name);
        SseConnection connection = new SseConnection(
                http,
                (loop, out) -> new ClientConnection(
                        handler, REVISIONS, caller, settings.conversation(), timers, work, refusing, loop, out),
                caller,
                toolset,
                () -> closed(id, caller));
        // Requests are served before `initialize`, too.
        connection.connection().begin(new Peer(Revision.R2024_11_05, null, null, caller, null));
        connections.put(id, connection);
        connection.open(prefix + http.path() + "?" + PARAMETER + id);
    }

    private boolean take(Caller caller) {
        if (!total.take()) {
            return false;
        }
        boolean[] taken = new boolean[1];
        byCaller.compute(caller.id(), (id, known) -> {
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
        byCaller.computeIfPresent(caller.id(), (name, count) -> {
            count.release();
            return count.open() == 0 ? null : count;
        });
    }

    private void post(HttpExchange http, Caller caller, String toolset, @Nullable String id) {
        SseConnection connection = id == null ? null : connections.get(id);
        Slice body = ByteOrderMark.without(http.body());
        if (connection == null || !connection.belongsTo(caller, toolset)) {
            HttpReplies.error(
                    http,
                    404,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "The event stream of this address has ended. Open a new one with GET.");
        } else if (!Accepts.isJson(http.header("Content-Type"))) {
            HttpReplies.error(
                    http, 415, null, ErrorCode.INVALID_REQUEST, "The body must have Content-Type: application/json.");
        } else {
            take(http, connection, body);
        }
    }

    private void take(HttpExchange http, SseConnection connection, Slice body) {
        boolean requests;
        Consumer<ClientConnection> taken;
        try {
            if (MessageReader.isBatch(body)) {
                Revision revision = connection.connection().revision();
                if (revision == null || !revision.batches()) {
                    HttpReplies.error(http, 400, null, Batch.unknown(revision));
                    return;
                }
                Batch batch = Batch.read(reader, body);
                requests = batch.hasRequests();
                taken = to -> to.take(batch, false);
            } else {
                Message message = reader.read(body);
                requests = message instanceof Request;
                taken = to -> to.take(message);
            }
        } catch (MalformedMessageException malformed) {
            HttpReplies.malformed(http, malformed);
            return;
        }
        if (requests && refusing.getAsBoolean()) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        http.respond(202);
        connection.take(taken);
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
            Conversation conversation = connection.connection().conversation();
            if (!conversation.answering() && conversation.unused(now) > limit) {
                connection.close();
            }
        }
    }

    /// How many connections are open.
    public int connections() {
        return connections.size();
    }

    /// Ends all connections.
    @Override
    public void close() {
        sweep.cancel();
        List.copyOf(connections.values()).forEach(SseConnection::close);
    }
}
