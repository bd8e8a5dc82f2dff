package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one client says over stdio, message by message. Messages are received by one thread.
final class StdioConnection implements StdioConversation {
    private static final System.Logger LOG = System.getLogger(StdioConnection.class.getName());

    private final Handler handler;
    private final StdioSettings settings;
    private final Consumer<byte[]> send;
    private final MessageReader reader;
    private final StdioAsks asks;
    private final StdioReplies single;
    private final Map<Slice, StdioExchange> running = new ConcurrentHashMap<>();
    private final Map<Slice, StdioListen> listens = new ConcurrentHashMap<>();
    private volatile @Nullable Peer initialized;
    private volatile boolean refusing;

    StdioConnection(Handler handler, StdioSettings settings, Consumer<byte[]> send) {
        this.handler = handler;
        this.settings = settings;
        this.send = send;
        this.reader = new MessageReader(settings.limits());
        this.asks = new StdioAsks(settings, send);
        this.single = new StdioReplies() {
            @Override
            public void reply(byte[] response) {
                send.accept(response);
            }

            @Override
            public void none() {}
        };
    }

    void send(byte[] message) {
        send.accept(message);
    }

    StdioAsks asks() {
        return asks;
    }

    StdioSettings settings() {
        return settings;
    }

    Handler handler() {
        return handler;
    }

    @Nullable
    Peer initialized() {
        return initialized;
    }

    /// What the client is from now on: it has sent `initialize`.
    void initialized(Peer peer) {
        Peer earlier = initialized;
        initialized = peer;
        endSession(earlier);
    }

    @Override
    public void receive(Slice line) {
        if (MessageReader.isBatch(line)) {
            batch(line);
            return;
        }
        try {
            message(reader.read(line), single);
        } catch (MalformedMessageException malformed) {
            send.accept(malformed.response());
        }
    }

    @Override
    public void tooLong() {
        refuse(new RpcError(
                ErrorCode.INVALID_REQUEST,
                "a message was longer than " + settings.limits().maxBytes() + " bytes and was dropped: send less"));
    }

    /// Subscriptions do not count as requests that run.
    @Override
    public void drain(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        synchronized (running) {
            long left = deadline - System.nanoTime();
            while (!running.isEmpty() && left > 0) {
                running.wait(Math.max(1, left / 1_000_000));
                left = deadline - System.nanoTime();
            }
        }
    }

    @Override
    public void refuse() {
        refusing = true;
    }

    @Override
    public void stop() {
        List.copyOf(running.values()).forEach(StdioExchange::stop);
    }

    @Override
    public void end() {
        List.copyOf(listens.values()).forEach(StdioListen::cancel);
        List.copyOf(running.values()).forEach(StdioExchange::cancel);
        asks.endAll();
        endSession(initialized);
    }

    void leave(StdioExchange exchange) {
        running.remove(exchange.request().id(), exchange);
        synchronized (running) {
            running.notifyAll();
        }
    }

    void leave(StdioListen listen) {
        listens.remove(listen.id(), listen);
    }

    /// A subscription does not count as a running request; false when there are too many already.
    boolean enter(StdioListen listen, StdioExchange exchange) {
        if (listens.size() >= settings.maxRunning()) {
            return false;
        }
        listens.put(listen.id(), listen);
        leave(exchange);
        return true;
    }

    private void batch(Slice line) {
        Peer peer = initialized;
        if (peer == null || !peer.revision().batches()) {
            refuse(new RpcError(
                    ErrorCode.INVALID_REQUEST,
                    "arrays of messages are for revision 2025-03-26: send each message on a line of its own"));
            return;
        }
        try {
            List<byte[]> errors = new ArrayList<>();
            List<Message> messages = new ArrayList<>();
            for (Slice element : reader.elements(line)) {
                try {
                    messages.add(reader.read(element));
                } catch (MalformedMessageException malformed) {
                    errors.add(malformed.response());
                }
            }
            long requests = messages.stream().filter(Request.class::isInstance).count();
            StdioBatch replies = new StdioBatch(errors.size() + (int) requests, send);
            errors.forEach(replies::reply);
            messages.forEach(message -> message(message, replies));
        } catch (MalformedMessageException malformed) {
            send.accept(malformed.response());
        }
    }

    private void message(Message message, StdioReplies replies) {
        switch (message) {
            case Request request -> request(request, replies);
            case Notification notification -> notification(notification);
            case Response response -> asks.answer(response);
        }
    }

    private void request(Request request, StdioReplies replies) {
        boolean batched = replies != single;
        StdioPeers.Known known = StdioPeers.of(request, this);
        StdioExchange exchange = new StdioExchange(this, request, known.peer(), replies);
        RpcError refusal = known.refusal();
        if (refusing) {
            exchange.respond(Response.error(ErrorCode.LIMIT_REACHED, Work.REFUSAL));
        } else if (refusal != null) {
            exchange.respond(Response.error(refusal));
        } else if (batched && request.method().equals(Method.INITIALIZE)) {
            exchange.respond(Response.error(ErrorCode.INVALID_REQUEST, "initialize must not be part of a batch"));
        } else if (listens.containsKey(request.id()) || running.putIfAbsent(request.id(), exchange) != null) {
            new StdioExchange(this, request, known.peer(), replies)
                    .respond(Response.error(
                            ErrorCode.INVALID_REQUEST, "a request with the id " + request.id() + " still runs"));
        } else if (running.size() > settings.maxRunning()) {
            exchange.respond(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "the client has " + settings.maxRunning() + " requests running; wait for some of them"));
        } else {
            exchange.attempt(() -> StdioMethods.serve(exchange, this));
        }
    }

    private void notification(Notification notification) {
        Peer peer = initialized;
        switch (notification.method()) {
            case Method.CANCELLED -> cancel(notification);
            case Method.INITIALIZED -> {
                if (peer != null) {
                    attempt(() -> StdioMethods.listenToLists(peer, this));
                }
            }
            default -> {
                if (peer != null) {
                    attempt(() -> handler.notification(notification, peer));
                }
            }
        }
    }

    private void cancel(Notification notification) {
        Slice id = notification.params() == null ? null : notification.params().get("requestId");
        if (id == null) {
            return;
        }
        StdioExchange exchange = running.get(id);
        StdioListen listen = listens.get(id);
        if (exchange != null) {
            exchange.cancel();
        }
        if (listen != null) {
            listen.cancel();
        }
    }

    private void refuse(RpcError error) {
        send.accept(Response.error(error).withId(Slice.of("null")));
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "taking a notification failed", failure);
        }
    }

    private static void endSession(@Nullable Peer peer) {
        if (peer != null && peer.session() instanceof StdioSession session) {
            session.end();
        }
    }
}
