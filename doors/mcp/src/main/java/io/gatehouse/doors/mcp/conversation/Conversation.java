package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What lasts between the messages of one client, over whatever transport: running requests, open streams, questions
/// to it, and its session. A legacy session over Streamable HTTP is one, a connection over stdio or HTTP+SSE is one. No
/// lock is held while a handler is called.
public final class Conversation {
    private static final System.Logger LOG = System.getLogger(Conversation.class.getName());

    /// What a request is answered that comes while too many others run.
    public static final RpcError FULL = new RpcError(
            ErrorCode.LIMIT_REACHED, "The client has too many running requests. Wait until some have ended.");

    private final ConversationSettings settings;
    private final boolean oneStream;
    private final PendingAsks asks;
    private final Map<Slice, OpenRequest> running = new ConcurrentHashMap<>();
    private final Deque<ServerStream> streams = new ArrayDeque<>();
    private boolean ended;
    private volatile @Nullable Session session;
    private volatile long lastUsed = System.nanoTime();

    /// @param oneStream whether all answers go over one stream, where only their ids tell them apart
    public Conversation(ConversationSettings settings, Timers timers, boolean oneStream) {
        this.settings = settings;
        this.oneStream = oneStream;
        this.asks = new PendingAsks(
                settings, timers, Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /// Runs one of several actions, none of which keeps the others from running.
    public static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "a step of a conversation with a client failed", failure);
        }
    }

    /// Begins the session of a client; one that was there before ends. Running requests go on.
    ///
    /// @param client its revision, and what it declared
    public Session begin(String id, Peer client) {
        Session earlier = session;
        Session fresh = new Session(this, id, client, settings.maxSubscriptions());
        session = fresh;
        if (earlier != null) {
            earlier.end();
        }
        return fresh;
    }

    /// The session of a client; null before `initialize`.
    @Nullable
    Session session() {
        return session;
    }

    /// Takes what the client answers to a question.
    public void answer(Response response) {
        asks.answer(response);
    }

    PendingAsks asks() {
        return asks;
    }

    /// The client has used it.
    public void touch() {
        lastUsed = System.nanoTime();
    }

    /// Nanoseconds since the client last used it; 0 while something of it is open.
    public long idle(long now) {
        return busy() ? 0 : unused(now);
    }

    /// Nanoseconds since the client last used it.
    public long unused(long now) {
        return now - lastUsed;
    }

    /// Whether a request of it is being answered.
    public boolean answering() {
        return !running.isEmpty();
    }

    /// Whether something of it is open.
    public boolean busy() {
        if (answering()) {
            return true;
        }
        synchronized (this) {
            return !streams.isEmpty();
        }
    }

    /// Makes a request known, so that the client can cancel it.
    ///
    /// @return why it must not run, or null
    @Nullable
    RpcError enter(OpenRequest request) {
        if (running.size() >= settings.maxRequests()) {
            return FULL;
        }
        Slice id = request.request().id();
        if (!oneStream) {
            running.put(id, request);
        } else if (running.putIfAbsent(id, request) != null) {
            return inUse(id);
        }
        return null;
    }

    /// What a request is answered whose id another one has that still runs.
    public static RpcError inUse(Slice id) {
        return new RpcError(ErrorCode.INVALID_REQUEST, "A request with the ID " + id + " is still running.");
    }

    void leave(OpenRequest request) {
        running.remove(request.request().id(), request);
        touch();
    }

    /// Cancels a running request; nothing happens when there is none.
    void cancel(Slice requestId) {
        OpenRequest request = running.get(requestId);
        if (request != null) {
            request.cancel();
        }
    }

    /// Adds a stream; past the limit the oldest is ended, first of those to which the client is not connected.
    public void open(ServerStream stream) {
        ServerStream surplus = null;
        boolean late;
        synchronized (this) {
            late = ended;
            if (!late) {
                streams.addLast(stream);
                surplus = streams.size() > settings.maxStreams() ? oldest() : null;
            }
        }
        if (late) {
            stream.close();
        } else if (surplus != null) {
            surplus.close();
        }
    }

    private ServerStream oldest() {
        ServerStream oldest =
                streams.stream().filter(ServerStream::away).findFirst().orElseGet(streams::getFirst);
        streams.remove(oldest);
        return oldest;
    }

    /// Takes a stream away that has ended.
    public void close(ServerStream stream) {
        synchronized (this) {
            streams.remove(stream);
        }
        touch();
        stream.close();
    }

    /// The stream that carries messages: the newest to which the client is connected; where there is none, the newest
    /// of those that it may resume.
    synchronized @Nullable ServerStream newest() {
        for (ServerStream stream : (Iterable<ServerStream>) streams::descendingIterator) {
            if (!stream.away()) {
                return stream;
            }
        }
        return streams.peekLast();
    }

    /// Asks the client outside any request.
    void ask(Peer client, Request question, Consumer<Response> answer) {
        String refusal = ClientCapabilities.refusal(client, question);
        if (refusal != null) {
            answer.accept(Response.error(ErrorCode.INVALID_REQUEST, refusal));
            return;
        }
        PendingAsk ask = asks.open(question, answer, withdrawn -> send(withdrawn.cancellation(), () -> {}));
        if (ask != null) {
            Response unasked = Response.error(
                    ErrorCode.INVALID_REQUEST, "the client keeps no event stream open, so it cannot be asked");
            send(question.withId(ask.id().bytes()), () -> ask.end(unasked));
        }
    }

    /// Sends the client what belongs to no request: on the stream that it keeps open for that, or else on that of a
    /// running request.
    private void send(byte[] message, Runnable impossible) {
        ServerStream stream = newest();
        if (stream != null) {
            stream.send(message);
            return;
        }
        Iterator<OpenRequest> requests = running.values().iterator();
        carry(requests, message, impossible);
    }

    private static void carry(Iterator<OpenRequest> requests, byte[] message, Runnable impossible) {
        if (requests.hasNext()) {
            requests.next().carry(message, () -> carry(requests, message, impossible));
        } else {
            impossible.run();
        }
    }

    /// Tells the client something outside any request; dropped when it has no stream open.
    void notify(Notification notification) {
        if (notification.method().equals(Method.CANCELLED)) {
            asks.withdraw(notification);
            return;
        }
        ServerStream stream = newest();
        if (stream != null) {
            stream.send(notification.body().bytes());
        }
    }

    /// Ends it: running requests are cancelled, streams end, the session too.
    ///
    /// @return false when it was over before
    public boolean end() {
        List<Runnable> endings = new ArrayList<>();
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            running.values().forEach(request -> endings.add(request::cancel));
            streams.forEach(stream -> endings.add(stream::close));
            streams.clear();
        }
        Session current = session;
        if (current != null) {
            endings.add(current::end);
        }
        endings.add(() -> asks.endAll("the client's session has ended"));
        endings.forEach(Conversation::attempt);
        return true;
    }
}
