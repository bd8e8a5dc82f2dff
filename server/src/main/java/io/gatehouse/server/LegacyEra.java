package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves Streamable HTTP with sessions (2025-03-26 to 2025-11-25, leniently 2024-11-05).
final class LegacyEra {
    private final EndpointSettings settings;
    private final SessionTokens tokens;
    private final Timers timers;
    private final Sessions sessions;
    private final StreamCount streams;
    private final Work work;

    LegacyEra(EndpointSettings settings, SessionTokens tokens, Timers timers, StreamCount streams, Work work) {
        this.settings = settings;
        this.tokens = tokens;
        this.timers = timers;
        this.streams = streams;
        this.work = work;
        this.sessions = new Sessions(settings, timers);
    }

    Sessions sessions() {
        return sessions;
    }

    /// Begins a session.
    void initialize(HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller, String scope) {
        ObjectView params = request.params();
        String requested = params == null ? null : params.string("protocolVersion");
        if (params == null || requested == null) {
            HttpReplies.error(
                    http, 400, request.id(), ErrorCode.INVALID_PARAMS, "\"params.protocolVersion\" must be a string");
            return;
        }
        Revision revision = Handshake.negotiate(requested);
        ObjectView capabilities = Views.compact(params.object("capabilities"));
        ObjectView clientInfo = Views.compact(params.object("clientInfo"));
        String token = tokens.seal(scope, caller, revision, capabilities, clientInfo);
        if (token == null) {
            HttpReplies.error(
                    http, 400, request.id(), ErrorCode.LIMIT_REACHED, "\"params.capabilities\" is larger than allowed");
            return;
        }
        Peer peer = new Peer(revision, capabilities, clientInfo, caller, null);
        http.responseHeader("Mcp-Session-Id", token);
        HttpChannel channel = new HttpChannel(http, accepts, 1, false);
        OpenRequest open = new OpenRequest(channel, request, peer, Map.of(), work);
        open.attempt(() -> handler.identify(peer, identity -> open.respond(Handshake.initialized(identity, revision))));
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    /// Serves any other request.
    void request(HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller, String scope) {
        Peer peer = peer(http, request.id(), caller, scope);
        if (peer == null) {
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, 1, false);
        OpenRequest open = new OpenRequest(channel, request, peer, Map.of(), work);
        LegacyMethods.serve(open, handler);
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    /// Takes a notification.
    void notification(HttpExchange http, Notification notification, Handler handler, Caller caller, String scope) {
        if (notification.method().equals(Method.INITIALIZED)) {
            initialized(http, caller, scope);
            return;
        }
        Peer peer = peer(http, null, caller, scope);
        if (peer != null) {
            http.respond(202);
            LegacyMethods.notification(notification, peer, handler);
        }
    }

    /// Says whether the session exists, but keeps nothing of it in memory yet.
    private void initialized(HttpExchange http, Caller caller, String scope) {
        String text = http.header("Mcp-Session-Id");
        SessionToken token = text == null ? null : tokens.open(text, scope, caller);
        if (text != null && (token == null || sessions.ended(token))) {
            unknownSession(http, null);
        } else {
            http.respond(202);
        }
    }

    /// Takes the client's response to what it was asked.
    void response(HttpExchange http, Response response, Caller caller, String scope) {
        Peer peer = peer(http, null, caller, scope);
        if (peer != null) {
            http.respond(202);
            answer(peer, response);
        }
    }

    static void answer(Peer peer, Response response) {
        LiveSession session = (LiveSession) peer.session();
        if (session != null) {
            Sessions.attempt(() -> session.asks().answer(response));
        }
    }

    /// Opens the stream for what the server sends outside any request.
    void stream(HttpExchange http, Handler handler, Caller caller, String scope) {
        Peer peer = peer(http, null, caller, scope);
        if (peer == null) {
            return;
        }
        LiveSession session = (LiveSession) peer.session();
        if (session == null) {
            HttpReplies.error(
                    http,
                    400,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "a GET needs the Mcp-Session-Id that initialize gave; POST messages to this address");
            return;
        }
        if (!streams.take()) {
            HttpReplies.error(
                    http, 503, null, ErrorCode.LIMIT_REACHED, "too many event streams are open; try again later");
            return;
        }
        ServerStream stream = new ServerStream(session, streams::release);
        http.onClosed(() -> session.close(stream));
        session.open(stream);
        Sessions.attempt(() -> stream.listen(handler, peer));
        // A client that sees the stream begin must miss nothing from then on.
        stream.begin(http.events());
    }

    /// Ends a session.
    void delete(HttpExchange http, Caller caller, String scope) {
        String text = http.header("Mcp-Session-Id");
        if (text == null) {
            HttpReplies.error(http, 400, null, ErrorCode.INVALID_REQUEST, "a DELETE needs an Mcp-Session-Id");
            return;
        }
        SessionToken token = tokens.open(text, scope, caller);
        if (token == null || !sessions.end(token)) {
            unknownSession(http, null);
            return;
        }
        http.respond(204);
    }

    /// Who the client is, or null when that could not be told and an error was sent.
    ///
    /// @param id of the request, for the error
    @Nullable
    Peer peer(HttpExchange http, @Nullable Slice id, Caller caller, String scope) {
        String version = http.header("MCP-Protocol-Version");
        Revision named = version == null ? null : Revision.of(version.strip()).orElse(null);
        if (version != null && (named == null || named.modern())) {
            HttpReplies.error(http, 400, id, ModernEra.unsupported(version.strip()));
            return null;
        }
        String text = http.header("Mcp-Session-Id");
        if (text == null) {
            return new Peer(named == null ? Revision.R2025_03_26 : named, null, null, caller, null);
        }
        SessionToken token = tokens.open(text, scope, caller);
        LiveSession session = token == null ? null : sessions.of(token, caller);
        if (session == null) {
            unknownSession(http, id);
            return null;
        }
        return session.peer();
    }

    /// 404 makes clients start over (2025-11-25, session management).
    private static void unknownSession(HttpExchange http, @Nullable Slice id) {
        HttpReplies.error(
                http,
                404,
                id,
                ErrorCode.INVALID_REQUEST,
                "the session is unknown, too old or has ended; start a new one with initialize");
    }

    void close() {
        sessions.close();
    }
}
