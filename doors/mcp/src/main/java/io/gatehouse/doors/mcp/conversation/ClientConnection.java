package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client of whom all messages come over one connection, and to whom all go back over one stream: stdio and
/// HTTP+SSE. Both eras may be mixed on it. Everything is called on its loop, unless it says otherwise.
public final class ClientConnection {
    private final Handler handler;
    private final ConnectionPeers peers;
    private final InFlight work;
    private final BooleanSupplier refusing;
    private final ReplyChannel channel;
    private final Conversation conversation;
    private final ListenStreams listens;
    private ServerStream stream;

    /// @param revisions that are spoken; one era may be missing
    /// @param refusing whether new requests are refused, because the gateway stops
    /// @param loop runs actions one after the other, at once when called from one of them
    /// @param out takes the messages to the client; from any thread
    public ClientConnection(
            Handler handler,
            Revisions revisions,
            Caller caller,
            ConversationSettings settings,
            Timers timers,
            InFlight work,
            BooleanSupplier refusing,
            Executor loop,
            Consumer<byte[]> out) {
        this.handler = handler;
        this.peers = new ConnectionPeers(revisions, caller);
        this.work = work;
        this.refusing = refusing;
        this.channel = new ConnectionChannel(loop, out);
        this.conversation = new Conversation(settings, timers, true);
        this.listens = new ListenStreams(settings.maxSubscriptions(), new StreamCount(settings.maxRequests()));
        this.stream = openStream();
    }

    private ServerStream openStream() {
        ServerStream opened = new ServerStream(conversation, () -> {});
        opened.begin(message -> channel.run(() -> channel.push(message)), () -> {});
        conversation.open(opened);
        return opened;
    }

    /// What lasts between its messages.
    public Conversation conversation() {
        return conversation;
    }

    /// The revision of a client that has initialized; null before. From any thread.
    public @Nullable Revision revision() {
        Session session = conversation.session();
        return session == null ? null : session.peer().revision();
    }

    /// What is known of the client from now on. What an earlier session listened to ends.
    public Peer begin(Peer client) {
        conversation.close(stream);
        stream = openStream();
        return conversation.begin(UUID.randomUUID().toString(), client).peer();
    }

    /// Takes one message.
    public void take(Message message) {
        take(message, channel, false);
    }

    /// Takes a batch.
    ///
    /// @param together whether it is answered with one array, or each of its requests by itself
    public void take(Batch batch, boolean together) {
        ReplyChannel replies = together ? new BatchChannel(channel, batch.answers()) : channel;
        batch.failures().forEach(failure -> replies.answer(200, failure));
        batch.messages().forEach(message -> take(message, replies, true));
    }

    private void take(Message message, ReplyChannel replies, boolean batched) {
        conversation.touch();
        switch (message) {
            case Request request -> request(request, replies, batched);
            case Notification notification -> notification(notification);
            case Response response -> conversation.answer(response);
        }
    }

    private void request(Request request, ReplyChannel replies, boolean batched) {
        ConnectionPeers.Known known = peers.of(request, conversation.session());
        Peer peer = known.peer();
        RpcError refusal = known.refusal();
        String method = request.method();
        boolean modern = peer.revision().modern();
        OpenRequest open = new OpenRequest(replies, request, peer, conversation, Map.of(), work);
        if (refusing.getAsBoolean()) {
            open.respond(OwnAnswers.stopping(request, open.requestId()));
        } else if (refusal != null) {
            open.refuse(refusal);
        } else if (batched && modern) {
            open.refuse(Batch.unknown(peer.revision()));
        } else if (listens.has(request.id())) {
            open.refuse(Conversation.inUse(request.id()));
        } else if (modern && method.equals(Method.LISTEN)) {
            listen(open);
        } else if (!modern && !batched && method.equals(Method.INITIALIZE)) {
            initialize(open);
        } else {
            Methods.serve(open, handler);
        }
    }

    private void initialize(OpenRequest open) {
        Peer client = Handshake.client(open.request(), peers.revisions(), peers.caller());
        if (client == null) {
            open.refuse(Handshake.NO_VERSION);
            return;
        }
        RpcError refusal = conversation.enter(open);
        if (refusal != null) {
            open.refuse(refusal);
        } else {
            Handshake.initialize(open, handler, begin(client));
        }
    }

    /// The request becomes a stream, which is no running request any more.
    private void listen(OpenRequest open) {
        Request request = open.request();
        Filter filter = listens.filter(request);
        RpcError refusal = conversation.enter(open);
        ListenStream stream = refusal == null && filter != null ? listens.open(channel, request, filter) : null;
        if (refusal != null) {
            open.refuse(refusal);
        } else if (filter == null) {
            open.refuse(listens.malformed());
        } else if (stream == null) {
            open.refuse(ErrorCode.LIMIT_REACHED, StreamCount.EXHAUSTED);
        } else {
            open.gone();
            stream.start(handler, open.peer());
        }
    }

    private void notification(Notification notification) {
        Session session = conversation.session();
        Slice cancelled = notification.method().equals(Method.CANCELLED) ? Methods.cancelled(notification) : null;
        if (cancelled != null) {
            listens.cancel(cancelled);
            conversation.cancel(cancelled);
        } else if (peers.modern(notification.params())) {
            Peer peer = ModernMeta.peer(notification.params(), peers.caller());
            Methods.notification(notification, peer, conversation, handler);
        } else if (session != null) {
            if (notification.method().equals(Method.INITIALIZED)) {
                Conversation.attempt(() -> stream.listen(handler, session.peer()));
            }
            Methods.notification(notification, session.peer(), conversation, handler);
        }
    }

    /// The client can answer nothing any more.
    public void noMoreAnswers(String reason) {
        conversation.asks().close(reason);
    }

    /// Ends every subscription with its response.
    public void endSubscriptions() {
        listens.close();
    }

    /// Ends all that belongs to it, without a word to the client.
    ///
    /// @return false when it was over before
    public boolean end() {
        listens.cancelAll();
        return conversation.end();
    }
}
