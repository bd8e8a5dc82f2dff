package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.Handshake;
import io.gatehouse.doors.mcp.conversation.Methods;
import io.gatehouse.doors.mcp.conversation.OpenRequest;
import io.gatehouse.doors.mcp.conversation.Revisions;
import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves Streamable HTTP with sessions (2025-03-26 to 2025-11-25, leniently 2024-11-05).
final class LegacyEra {
    private final EndpointSettings settings;
    private final SessionTokens tokens;
    private final Timers timers;
    private final Sessions sessions;
    private final @Nullable KeptStreams kept;
    private final GetStreams streams;
    private final InFlight work;
    private final Challenges challenges;

    LegacyEra(
            EndpointSettings settings,
            SessionTokens tokens,
            Timers timers,
            StreamCount streams,
            InFlight work,
            Challenges challenges) {
        this.settings = settings;
        this.challenges = challenges;
        this.tokens = tokens;
        this.timers = timers;
        this.work = work;
        Duration resumeFor = settings.conversation().resumeFor();
        this.kept =
                resumeFor.isZero() ? null : new KeptStreams(tokens.events(), timers, resumeFor, settings.maxStreams());
        this.streams = new GetStreams(streams, kept);
        this.sessions = new Sessions(settings, timers, tokens.events().replica(), this::ended);
    }

    private void ended(Session session) {
        if (kept != null) {
            kept.end(session);
        }
    }

    /// What makes the answer to a POST resumable; null for a client without a session, whose requests nobody else
    /// could ask for or cancel.
    private @Nullable Resumption resumption(Peer peer, String toolset, @Nullable Slice id) {
        Session session = (Session) peer.session();
        return kept == null || session == null
                ? null
                : new Resumption(kept, new StreamOwner(session, peer.caller(), toolset), id);
    }

    Sessions sessions() {
        return sessions;
    }

    int resumable() {
        return kept == null ? 0 : kept.size();
    }

    long resumableBytes() {
        return kept == null ? 0 : kept.bytes();
    }

    /// Begins a session.
    void initialize(
            HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller, String toolset) {
        Peer client = Handshake.client(request, Revisions.ALL, caller);
        if (client == null) {
            HttpReplies.error(http, 400, request.id(), Handshake.NO_VERSION);
            return;
        }
        String token = tokens.seal(toolset, caller, client.revision(), client.capabilities(), client.clientInfo());
        if (token == null) {
            HttpReplies.error(
                    http, 400, request.id(), ErrorCode.LIMIT_REACHED, "\"params.capabilities\" is too large.");
            return;
        }
        http.responseHeader("Mcp-Session-Id", token);
        HttpChannel channel = new HttpChannel(http, accepts, challenges);
        OpenRequest open = new OpenRequest(channel, request, client, null, Map.of(), work);
        Handshake.initialize(open, handler, client);
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    /// Serves any other request.
    void request(HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller, String toolset) {
        Peer peer = peer(http, request.id(), caller, toolset);
        if (peer == null) {
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, challenges, resumption(peer, toolset, request.id()));
        OpenRequest open = new OpenRequest(channel, request, peer, conversation(peer), Map.of(), work);
        Methods.serve(open, handler);
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    /// Serves a body that holds several messages (2025-03-26, batching).
    void batch(HttpExchange http, Accepts accepts, Batch batch, Handler handler, Caller caller, String toolset) {
        Peer peer = peer(http, null, caller, toolset);
        if (peer == null) {
            return;
        }
        int outstanding = batch.answers();
        if (!peer.revision().batches()) {
            HttpReplies.error(http, 400, null, Batch.unknown(peer.revision()));
            return;
        }
        if (work.refusing() && batch.hasRequests()) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        if (outstanding == 0) {
            http.respond(202);
        }
        Conversation conversation = conversation(peer);
        HttpChannel channel =
                new HttpChannel(http, accepts, challenges, outstanding, true, resumption(peer, toolset, null));
        List<OpenRequest> open = new ArrayList<>();
        batch.failures().forEach(failure -> channel.answer(200, failure));
        for (Message message : batch.messages()) {
            switch (message) {
                case Request request -> {
                    OpenRequest next = new OpenRequest(channel, request, peer, conversation, Map.of(), work);
                    open.add(next);
                    Methods.serve(next, handler);
                }
                case Notification notification -> Methods.notification(notification, peer, conversation, handler);
                case Response response -> answer(conversation, response);
            }
        }
        if (outstanding > 0) {
            channel.watch(timers, settings.streamAfter(), open);
        }
    }

    /// Takes a notification.
    void notification(HttpExchange http, Notification notification, Handler handler, Caller caller, String toolset) {
        if (notification.method().equals(Method.INITIALIZED)) {
            initialized(http, caller, toolset);
            return;
        }
        Peer peer = peer(http, null, caller, toolset);
        if (peer != null) {
            http.respond(202);
            Methods.notification(notification, peer, conversation(peer), handler);
        }
    }

    /// Says whether the session exists, but keeps nothing of it in memory yet.
    private void initialized(HttpExchange http, Caller caller, String toolset) {
        String text = http.header("Mcp-Session-Id");
        SessionToken token = text == null ? null : tokens.open(text, toolset, caller);
        if (text != null && (token == null || sessions.ended(token))) {
            unknownSession(http, null);
        } else {
            http.respond(202);
        }
    }

    /// Takes the client's response to what it was asked.
    void response(HttpExchange http, Response response, Caller caller, String toolset) {
        Peer peer = peer(http, null, caller, toolset);
        if (peer != null) {
            http.respond(202);
            answer(conversation(peer), response);
        }
    }

    private static void answer(@Nullable Conversation conversation, Response response) {
        if (conversation != null) {
            conversation.answer(response);
        }
    }

    /// What a client's session belongs to; null when it has none.
    private static @Nullable Conversation conversation(Peer peer) {
        Session session = (Session) peer.session();
        return session == null ? null : session.conversation();
    }

    /// Opens the stream for what the server sends outside any request, or resumes one.
    void stream(HttpExchange http, Handler handler, Caller caller, String toolset) {
        Peer peer = peer(http, null, caller, toolset);
        if (peer == null) {
            return;
        }
        Session session = (Session) peer.session();
        if (session == null) {
            HttpReplies.error(
                    http,
                    400,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "A GET request needs the Mcp-Session-Id from initialize. Send messages to this address with POST.");
            return;
        }
        streams.open(http, handler, peer, session, toolset);
    }

    /// Ends a session.
    void delete(HttpExchange http, Caller caller, String toolset) {
        String text = http.header("Mcp-Session-Id");
        if (text == null) {
            HttpReplies.error(http, 400, null, ErrorCode.INVALID_REQUEST, "A DELETE request needs an Mcp-Session-Id.");
            return;
        }
        SessionToken token = tokens.open(text, toolset, caller);
        if (token == null || !sessions.end(token)) {
            unknownSession(http, null);
            return;
        }
        http.respond(204);
    }

    /// Who the client is, or null when that could not be told and an error was sent.
    ///
    /// @param id of the request, for the error
    private @Nullable Peer peer(HttpExchange http, @Nullable Slice id, Caller caller, String toolset) {
        String version = http.header("MCP-Protocol-Version");
        Revision named = version == null ? null : Revision.of(version.strip()).orElse(null);
        if (version != null && (named == null || named.modern())) {
            HttpReplies.error(http, 400, id, Revisions.ALL.unsupported(version.strip()));
            return null;
        }
        String text = http.header("Mcp-Session-Id");
        if (text == null) {
            return new Peer(named == null ? Revision.R2025_03_26 : named, null, null, caller, null);
        }
        SessionToken token = tokens.open(text, toolset, caller);
        Session session = token == null ? null : sessions.of(token, caller);
        if (session == null) {
            unknownSession(http, id);
            return null;
        }
        return session.peer().by(caller);
    }

    /// 404 makes clients start over (2025-11-25, session management).
    private static void unknownSession(HttpExchange http, @Nullable Slice id) {
        HttpReplies.error(
                http,
                404,
                id,
                ErrorCode.INVALID_REQUEST,
                "The session is unknown, too old, or has ended. Start a new one with initialize.");
    }

    void close() {
        sessions.close();
    }
}
