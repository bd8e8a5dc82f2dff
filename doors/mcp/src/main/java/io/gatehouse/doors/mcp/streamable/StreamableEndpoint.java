package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.ByteOrderMark;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.doors.mcp.streamable.Incoming.Kind;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.ReplicaId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Serves handlers over Streamable HTTP in every revision. A request that carries its protocol version in `_meta`
/// belongs to the modern era, any other to the legacy era (2026-07-28, versioning). It never blocks and keeps nothing
/// of a call but its exchange.
public final class StreamableEndpoint implements AutoCloseable {
    private final MessageReader reader;
    private final EndpointSettings settings;
    private final ModernEra modern;
    private final LegacyEra legacy;
    private final StreamCount streams;
    private final InFlight work;
    private final @Nullable Elsewhere elsewhere;
    private final @Nullable ReplicaId own;

    /// @param tokens what sessions are called; the same keys open them in another process
    /// @param timers of the engine that the exchanges come from
    public StreamableEndpoint(EndpointSettings settings, SessionTokens tokens, Timers timers) {
        this(settings, tokens, timers, new InFlight(), null, Challenges.NONE);
    }

    /// [#StreamableEndpoint(EndpointSettings, SessionTokens, Timers)] that shares what is being worked on with others.
    ///
    /// @param replicas the other ones, which hold what this one does not; null when there are none
    /// @param challenges for callers who could get a token with more scopes
    public StreamableEndpoint(
            EndpointSettings settings,
            SessionTokens tokens,
            Timers timers,
            InFlight work,
            @Nullable Replicas replicas,
            Challenges challenges) {
        this.streams = new StreamCount(settings.maxStreams());
        this.settings = settings;
        this.work = work;
        this.reader = MessageReader.ofClients(settings.limits());
        this.modern = new ModernEra(settings, timers, streams, work, challenges);
        this.legacy = new LegacyEra(settings, tokens, timers, streams, work, challenges);
        this.elsewhere = replicas == null ? null : new Elsewhere(replicas, tokens, legacy.sessions(), work);
        this.own = replicas == null ? null : replicas.id();
    }

    /// Answers one HTTP request, now or later. Call it on the exchange's event loop.
    ///
    /// @param toolset name of what is served; a session of one toolset or caller is unknown to any other
    public void handle(HttpExchange http, Handler handler, Caller caller, String toolset) {
        handle(http, handler, new Visitor(caller, "", () -> false), toolset);
    }

    /// [#handle(HttpExchange, Handler, Caller, String)] for a request that another replica may have to answer.
    public void handle(HttpExchange http, Handler handler, Visitor visitor, String toolset) {
        switch (http.method()) {
            case "POST" -> post(http, handler, visitor, toolset);
            case "GET" -> get(http, handler, visitor, toolset);
            case "DELETE" -> delete(http, visitor, toolset);
            default -> HttpReplies.methodNotAllowed(http, "GET, POST, DELETE", "Use POST, GET or DELETE here.");
        }
    }

    /// Refuses a request that is not for a handler, as this transport refuses others.
    ///
    /// @param status 400 to 599; for 503 the answer has its `Retry-After` already
    /// @param message what is wrong and what to do, for the client
    public static void refuse(HttpExchange http, int status, String message) {
        if (status == 503) {
            HttpReplies.noRoom(http, message);
        } else {
            HttpReplies.error(http, status, null, ErrorCode.INVALID_REQUEST, message);
        }
    }

    private void get(HttpExchange http, Handler handler, Visitor visitor, String toolset) {
        if (declaresModern(http)) {
            postOnly(http);
        } else if (!Accepts.of(http.header("Accept")).events()) {
            HttpReplies.error(
                    http, 406, null, ErrorCode.INVALID_REQUEST, "A GET request here needs Accept: text/event-stream.");
        } else {
            place(Incoming.of(http, visitor, toolset, Kind.STREAM), () -> {
                // What a client takes up again is no new work.
                if (work.refusing() && (elsewhere == null || http.header("Last-Event-ID") == null)) {
                    HttpReplies.stopping(http, null, work);
                } else {
                    legacy.stream(http, handler, visitor.caller(), toolset);
                }
            });
        }
    }

    private void delete(HttpExchange http, Visitor visitor, String toolset) {
        if (declaresModern(http)) {
            postOnly(http);
        } else {
            place(Incoming.of(http, visitor, toolset, Kind.WORD), () -> legacy.delete(http, visitor.caller(), toolset));
        }
    }

    /// Answers a request of the legacy era in the replica that holds its session.
    private void place(Incoming incoming, Runnable here) {
        if (elsewhere == null) {
            here.run();
        } else {
            elsewhere.session(incoming, here);
        }
    }

    private static void postOnly(HttpExchange http) {
        HttpReplies.methodNotAllowed(http, "POST", "Revision 2026-07-28 supports POST only.");
    }

    private static boolean declaresModern(HttpExchange http) {
        String version = http.header("MCP-Protocol-Version");
        return version != null
                && Revision.of(version.strip()).filter(Revision::modern).isPresent();
    }

    private void post(HttpExchange http, Handler handler, Visitor visitor, String toolset) {
        Slice body = ByteOrderMark.without(http.body());
        Accepts accepts = Accepts.of(http.header("Accept"));
        if (!Accepts.isJson(http.header("Content-Type"))) {
            HttpReplies.error(
                    http, 415, null, ErrorCode.INVALID_REQUEST, "The body must have Content-Type: application/json.");
        } else if (!accepts.json() && !accepts.events()) {
            HttpReplies.error(
                    http,
                    406,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "Answers are application/json or text/event-stream. Accept both.");
        } else if (body.length() > settings.limits().maxBytes()) {
            HttpReplies.error(
                    http,
                    413,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "The body is larger than " + settings.limits().maxBytes() + " bytes.");
        } else if (MessageReader.isBatch(body)) {
            batch(http, accepts, body, handler, visitor, toolset);
        } else {
            message(http, accepts, body, handler, visitor, toolset);
        }
    }

    private void message(
            HttpExchange http, Accepts accepts, Slice body, Handler handler, Visitor visitor, String toolset) {
        Message message;
        try {
            message = reader.read(body);
        } catch (MalformedMessageException malformed) {
            HttpReplies.malformed(http, malformed);
            return;
        }
        Caller caller = visitor.caller();
        switch (message) {
            case Request request -> request(http, accepts, request, handler, visitor, toolset);
            case Notification notification -> {
                if (ModernMeta.claimed(notification.params()) || declaresModern(http)) {
                    modern.notification(http, notification, handler, caller);
                } else {
                    place(
                            Incoming.of(http, visitor, toolset, Kind.WORD),
                            () -> legacy.notification(http, notification, handler, caller, toolset));
                }
            }
            case Response response -> {
                if (declaresModern(http)) {
                    HttpReplies.error(
                            http,
                            400,
                            null,
                            ErrorCode.INVALID_REQUEST,
                            "Revision 2026-07-28 has no responses from client to server.");
                } else {
                    place(
                            Incoming.of(http, visitor, toolset, Kind.WORD),
                            () -> legacy.response(http, response, caller, toolset));
                }
            }
        }
    }

    private void request(
            HttpExchange http, Accepts accepts, Request request, Handler handler, Visitor visitor, String toolset) {
        boolean begins = request.method().equals(Method.INITIALIZE);
        boolean isModern = ModernMeta.claimed(request.params()) || !begins && declaresModern(http);
        Caller caller = visitor.caller();
        Runnable here = () -> {
            if (work.refusing() && !continues(request)) {
                HttpReplies.stopping(http, request.id(), work);
            } else if (isModern) {
                modern.request(http, accepts, request, handler, caller);
            } else if (begins) {
                legacy.initialize(http, accepts, request, handler, caller, toolset);
            } else {
                legacy.request(http, accepts, request, handler, caller, toolset);
            }
        };
        if (elsewhere == null) {
            here.run();
            return;
        }
        Incoming incoming = new Incoming(http, visitor, toolset, Kind.WORK, List.of(request), false, isModern);
        if (isModern) {
            elsewhere.modern(incoming, request, here);
        } else if (begins) {
            elsewhere.anywhere(incoming, here);
        } else {
            elsewhere.session(incoming, here);
        }
    }

    /// Whether a request is about a call or a task that this replica keeps, so that it is no new work.
    private boolean continues(Request request) {
        ReplicaId self = own;
        return self != null && self.equals(Keeper.of(request));
    }

    private void batch(
            HttpExchange http, Accepts accepts, Slice body, Handler handler, Visitor visitor, String toolset) {
        if (declaresModern(http)) {
            HttpReplies.error(http, 400, null, Batch.unknown(Revision.R2026_07_28));
            return;
        }
        Batch batch;
        try {
            batch = Batch.read(reader, body);
        } catch (MalformedMessageException malformed) {
            HttpReplies.malformed(http, malformed);
            return;
        }
        List<Request> requests = batch.messages().stream()
                .filter(Request.class::isInstance)
                .map(Request.class::cast)
                .toList();
        Kind kind = requests.isEmpty() ? Kind.WORD : Kind.WORK;
        place(
                new Incoming(http, visitor, toolset, kind, requests, true, false),
                () -> legacy.batch(http, accepts, batch, handler, visitor.caller(), toolset));
    }

    /// How many sessions are in memory.
    public int sessions() {
        return legacy.sessions().size();
    }

    /// How many event streams are open on which clients listen.
    public int streams() {
        return streams.open();
    }

    /// How many streams are kept so that their clients can resume them.
    public int resumable() {
        return legacy.resumable();
    }

    /// Bytes of events and requests that are held for that.
    public long resumableBytes() {
        return legacy.resumableBytes();
    }

    /// Ends the sessions of callers who may not call any more. Those that are in memory are refused from then on.
    ///
    /// @param gone whether a caller is one of them
    public void endSessions(Predicate<Caller> gone) {
        legacy.sessions().end(gone);
    }

    /// Ends what is open: streams get their end, running requests of sessions are cancelled.
    @Override
    public void close() {
        modern.close();
        legacy.close();
    }
}
