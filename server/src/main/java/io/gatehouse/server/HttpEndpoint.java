package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Serves handlers over Streamable HTTP in every revision. A request that carries its protocol version in `_meta`
/// belongs to the modern era, any other to the legacy era (2026-07-28, versioning). It never blocks and keeps nothing
/// of a call but its exchange.
public final class HttpEndpoint implements AutoCloseable {
    private final MessageReader reader;
    private final EndpointSettings settings;
    private final ModernEra modern;
    private final LegacyEra legacy;
    private final LegacyBatches batches;
    private final Work work;

    /// @param tokens what sessions are called; the same keys open them in another process
    /// @param timers of the engine that the exchanges come from
    public HttpEndpoint(EndpointSettings settings, SessionTokens tokens, Timers timers) {
        this(settings, tokens, timers, new Work());
    }

    /// [#HttpEndpoint(EndpointSettings, SessionTokens, Timers)] that shares what is being worked on with others.
    public HttpEndpoint(EndpointSettings settings, SessionTokens tokens, Timers timers, Work work) {
        StreamCount streams = new StreamCount(settings.maxStreams());
        this.settings = settings;
        this.work = work;
        this.reader = new MessageReader(settings.limits());
        this.modern = new ModernEra(settings, timers, streams, work);
        this.legacy = new LegacyEra(settings, tokens, timers, streams, work);
        this.batches = new LegacyBatches(settings, timers, reader, legacy, work);
    }

    /// Answers one HTTP request, now or later. Call it on the exchange's event loop.
    ///
    /// @param scope name of what is served, a toolset say; a session of one scope or caller is unknown to any other
    public void handle(HttpExchange http, Handler handler, Caller caller, String scope) {
        switch (http.method()) {
            case "POST" -> post(http, handler, caller, scope);
            case "GET" -> get(http, handler, caller, scope);
            case "DELETE" -> delete(http, caller, scope);
            default -> HttpReplies.methodNotAllowed(http, "GET, POST, DELETE", "use POST, GET or DELETE here");
        }
    }

    private void get(HttpExchange http, Handler handler, Caller caller, String scope) {
        if (declaresModern(http)) {
            postOnly(http);
        } else if (!Accepts.of(http.header("Accept")).events()) {
            HttpReplies.error(http, 406, null, ErrorCode.INVALID_REQUEST, "a GET here needs Accept: text/event-stream");
        } else if (work.refusing()) {
            HttpReplies.stopping(http, null, work);
        } else {
            legacy.stream(http, handler, caller, scope);
        }
    }

    private void delete(HttpExchange http, Caller caller, String scope) {
        if (declaresModern(http)) {
            postOnly(http);
        } else {
            legacy.delete(http, caller, scope);
        }
    }

    private static void postOnly(HttpExchange http) {
        HttpReplies.methodNotAllowed(http, "POST", "revision 2026-07-28 knows POST only");
    }

    private static boolean declaresModern(HttpExchange http) {
        String version = http.header("MCP-Protocol-Version");
        return version != null
                && Revision.of(version.strip()).filter(Revision::modern).isPresent();
    }

    private void post(HttpExchange http, Handler handler, Caller caller, String scope) {
        Slice body = Slice.of(http.body());
        Accepts accepts = Accepts.of(http.header("Accept"));
        if (!Accepts.isJson(http.header("Content-Type"))) {
            HttpReplies.error(
                    http, 415, null, ErrorCode.INVALID_REQUEST, "the body must have Content-Type: application/json");
        } else if (!accepts.json() && !accepts.events()) {
            HttpReplies.error(
                    http,
                    406,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "answers are application/json or text/event-stream; accept both");
        } else if (body.length() > settings.limits().maxBytes()) {
            HttpReplies.error(
                    http,
                    413,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "the body is larger than " + settings.limits().maxBytes() + " bytes");
        } else if (MessageReader.isBatch(body)) {
            batch(http, accepts, body, handler, caller, scope);
        } else {
            message(http, accepts, body, handler, caller, scope);
        }
    }

    private void message(HttpExchange http, Accepts accepts, Slice body, Handler handler, Caller caller, String scope) {
        Message message;
        try {
            message = reader.read(body);
        } catch (MalformedMessageException malformed) {
            http.respond(400, HttpReplies.JSON, malformed.response());
            return;
        }
        switch (message) {
            case Request request -> {
                if (work.refusing()) {
                    HttpReplies.stopping(http, request.id(), work);
                } else if (claimsModern(request.params())) {
                    modern.request(http, accepts, request, handler, caller);
                } else if (request.method().equals(Method.INITIALIZE)) {
                    legacy.initialize(http, accepts, request, handler, caller, scope);
                } else if (declaresModern(http)) {
                    modern.request(http, accepts, request, handler, caller);
                } else {
                    legacy.request(http, accepts, request, handler, caller, scope);
                }
            }
            case Notification notification -> {
                if (claimsModern(notification.params()) || declaresModern(http)) {
                    modern.notification(http, notification, handler, caller);
                } else {
                    legacy.notification(http, notification, handler, caller, scope);
                }
            }
            case Response response -> {
                if (declaresModern(http)) {
                    HttpReplies.error(
                            http,
                            400,
                            null,
                            ErrorCode.INVALID_REQUEST,
                            "revision 2026-07-28 has no responses from client to server");
                } else {
                    legacy.response(http, response, caller, scope);
                }
            }
        }
    }

    private void batch(HttpExchange http, Accepts accepts, Slice body, Handler handler, Caller caller, String scope) {
        if (declaresModern(http)) {
            HttpReplies.error(
                    http, 400, null, ErrorCode.INVALID_REQUEST, "revision 2026-07-28 takes one message a request");
        } else {
            batches.serve(http, accepts, body, handler, caller, scope);
        }
    }

    static boolean claimsModern(@Nullable ObjectView params) {
        ObjectView meta = params == null ? null : params.object("_meta");
        return meta != null && meta.has(Meta.PROTOCOL_VERSION);
    }

    /// How many sessions are in memory.
    int sessions() {
        return legacy.sessions().size();
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
