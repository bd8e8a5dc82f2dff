package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.ByteOrderMark;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.http.HttpReplies;
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
import java.util.function.Predicate;

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

    /// @param tokens what sessions are called; the same keys open them in another process
    /// @param timers of the engine that the exchanges come from
    public StreamableEndpoint(EndpointSettings settings, SessionTokens tokens, Timers timers) {
        this(settings, tokens, timers, new InFlight());
    }

    /// [#StreamableEndpoint(EndpointSettings, SessionTokens, Timers)] that shares what is being worked on with others.
    public StreamableEndpoint(EndpointSettings settings, SessionTokens tokens, Timers timers, InFlight work) {
        this.streams = new StreamCount(settings.maxStreams());
        this.settings = settings;
        this.work = work;
        this.reader = MessageReader.ofClients(settings.limits());
        this.modern = new ModernEra(settings, timers, streams, work);
        this.legacy = new LegacyEra(settings, tokens, timers, streams, work);
    }

    /// Answers one HTTP request, now or later. Call it on the exchange's event loop.
    ///
    /// @param toolset name of what is served; a session of one toolset or caller is unknown to any other
    public void handle(HttpExchange http, Handler handler, Caller caller, String toolset) {
        switch (http.method()) {
            case "POST" -> post(http, handler, caller, toolset);
            case "GET" -> get(http, handler, caller, toolset);
            case "DELETE" -> delete(http, caller, toolset);
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

    private void get(HttpExchange http, Handler handler, Caller caller, String toolset) {
        if (declaresModern(http)) {
            postOnly(http);
        } else if (!Accepts.of(http.header("Accept")).events()) {
            HttpReplies.error(
                    http, 406, null, ErrorCode.INVALID_REQUEST, "A GET request here needs Accept: text/event-stream.");
        } else if (work.refusing()) {
            HttpReplies.stopping(http, null, work);
        } else {
            legacy.stream(http, handler, caller, toolset);
        }
    }

    private void delete(HttpExchange http, Caller caller, String toolset) {
        if (declaresModern(http)) {
            postOnly(http);
        } else {
            legacy.delete(http, caller, toolset);
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

    private void post(HttpExchange http, Handler handler, Caller caller, String toolset) {
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
            batch(http, accepts, body, handler, caller, toolset);
        } else {
            message(http, accepts, body, handler, caller, toolset);
        }
    }

    private void message(
            HttpExchange http, Accepts accepts, Slice body, Handler handler, Caller caller, String toolset) {
        Message message;
        try {
            message = reader.read(body);
        } catch (MalformedMessageException malformed) {
            HttpReplies.malformed(http, malformed);
            return;
        }
        switch (message) {
            case Request request -> {
                if (work.refusing()) {
                    HttpReplies.stopping(http, request.id(), work);
                } else if (ModernMeta.claimed(request.params())) {
                    modern.request(http, accepts, request, handler, caller);
                } else if (request.method().equals(Method.INITIALIZE)) {
                    legacy.initialize(http, accepts, request, handler, caller, toolset);
                } else if (declaresModern(http)) {
                    modern.request(http, accepts, request, handler, caller);
                } else {
                    legacy.request(http, accepts, request, handler, caller, toolset);
                }
            }
            case Notification notification -> {
                if (ModernMeta.claimed(notification.params()) || declaresModern(http)) {
                    modern.notification(http, notification, handler, caller);
                } else {
                    legacy.notification(http, notification, handler, caller, toolset);
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
                    legacy.response(http, response, caller, toolset);
                }
            }
        }
    }

    private void batch(HttpExchange http, Accepts accepts, Slice body, Handler handler, Caller caller, String toolset) {
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
        legacy.batch(http, accepts, batch, handler, caller, toolset);
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
