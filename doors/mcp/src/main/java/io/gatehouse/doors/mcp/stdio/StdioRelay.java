package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves a client over stdio by handing each of its messages to a Streamable HTTP endpoint that speaks both eras, and
/// what comes back to the client, byte for byte. A legacy client has a session there, with its stream; a modern one's
/// messages get the headers that mirror them. When the gateway stops, what it was working on ends with an error, and
/// the next gateway takes what comes then.
public final class StdioRelay implements StdioConversation {
    /// How long a message waits for a gateway before it fails.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long BEGIN_SECONDS = 60;
    private static final long CLOSING_SECONDS = 1;

    private final StdioSettings settings;
    private final Consumer<byte[]> send;
    private final MessageReader reader;
    private final RelayMemory memory = new RelayMemory();
    private final RelayQuestions questions;
    private final RelayLink link;
    private final Map<Slice, RelayCall> running = new ConcurrentHashMap<>();
    private final Semaphore posts;
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private volatile boolean refusing;

    /// @param gateways finds the endpoint, with the credentials for it
    /// @param send takes what the client gets
    public StdioRelay(Gateways gateways, HttpEngine engine, StdioSettings settings, Consumer<byte[]> send) {
        this(gateways, engine, settings, send, PATIENCE);
    }

    /// @param patience how long a message waits for a gateway before it fails
    StdioRelay(Gateways gateways, HttpEngine engine, StdioSettings settings, Consumer<byte[]> send, Duration patience) {
        this.settings = settings;
        this.send = send;
        this.reader = MessageReader.ofClients(settings.limits());
        this.questions = new RelayQuestions(reader, this::answerQuestion, send);
        this.link = new RelayLink(gateways, engine, this, patience);
        this.posts = new Semaphore(settings.conversation().maxRequests());
        link.begin();
    }

    @Override
    public void receive(Slice line) throws MalformedMessageException {
        if (MessageReader.isBatch(line)) {
            batch(line);
        } else {
            message(reader.read(line), line);
        }
    }

    @Override
    public void noMoreInput() {
        questions.close();
    }

    @Override
    public void drain(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        synchronized (running) {
            long left = deadline - System.nanoTime();
            while (running.values().stream().anyMatch(call -> call.listening() == null) && left > 0) {
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
        List.copyOf(running.values()).forEach(RelayCall::stopped);
    }

    @Override
    public void end() {
        if (!over.complete(null)) {
            return;
        }
        List.copyOf(running.values()).forEach(RelayCall::cancel);
        RelayedGateway last = link.end();
        if (last != null) {
            last.closeStream();
            CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
            Thread.ofVirtual().name("relay end").start(() -> {
                last.endSession();
                ended.complete(null);
            });
            ended.completeOnTimeout(null, CLOSING_SECONDS, TimeUnit.SECONDS).join();
        }
        link.close();
    }

    private void batch(Slice line) throws MalformedMessageException {
        List<Request> requests = new ArrayList<>();
        for (Slice element : reader.elements(line)) {
            try {
                if (reader.read(element) instanceof Request request) {
                    requests.add(request);
                }
            } catch (MalformedMessageException malformed) {
                // The endpoint answers it among the others.
            }
        }
        start(new RelayCall(this, RelayMessage.batch(requests, line.bytes())));
    }

    private void message(Message message, Slice line) {
        switch (message) {
            case Request request -> request(request, line);
            case Notification notification -> notification(notification, line);
            case Response response -> {
                RelayedGateway asked = questions.answered(response);
                if (asked != null) {
                    answerQuestion(line, asked);
                }
            }
        }
    }

    private void request(Request request, Slice line) {
        if (refusing) {
            send.accept(OwnAnswers.stopping(request, RequestId.next()).withId(request.id()));
        } else if (running.size() >= settings.conversation().maxRequests()) {
            refuse(request, Conversation.FULL);
        } else if (running.containsKey(request.id())) {
            refuse(request, Conversation.inUse(request.id()));
        } else {
            boolean modern = ModernMeta.claimed(request.params());
            RelayMessage.Fields fields =
                    modern ? gateway -> gateway.headers().of(request) : RelayedGateway::legacyHeaders;
            RelayCall call = new RelayCall(this, RelayMessage.of(request, line.bytes(), fields));
            start(call);
            if (!modern && request.method().equals(Method.INITIALIZE)) {
                // What follows belongs to the session that this begins.
                CompletableFuture.anyOf(call.done(), over)
                        .completeOnTimeout(null, BEGIN_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    private void notification(Notification notification, Slice line) {
        if (notification.method().equals(Method.CANCELLED)) {
            cancel(notification, line);
            return;
        }
        boolean modern = ModernMeta.claimed(notification.params());
        RelayCall posted = post(
                line,
                gateway -> modern || gateway.session() == null
                        ? gateway.headers().of(notification)
                        : gateway.legacyHeaders());
        if (!modern && notification.method().equals(Method.INITIALIZED)) {
            posted.done().thenRun(this::initialized);
        }
    }

    private void initialized() {
        memory.initialized();
        RelayedGateway current = link.current();
        if (current != null && !over.isDone()) {
            current.listen(this);
        }
    }

    /// Over HTTP a modern client cancels by closing the stream; a legacy one says so, and wants no answer any more.
    private void cancel(Notification notification, Slice line) {
        Slice id = notification.params() == null ? null : notification.params().get("requestId");
        RelayCall call = id == null ? null : running.get(id);
        RelayedGateway working = call == null ? link.current() : call.gateway();
        if (call != null && (call.modern() || working == null)) {
            call.cancel();
        } else if (working != null && working.session() != null) {
            RelayCall told = bound(line, working);
            if (call != null) {
                told.done().thenRun(call::cancel);
            }
        }
    }

    /// Hands the client's answer to the gateway that asked, which alone knows the question.
    private void answerQuestion(Slice answer, RelayedGateway asked) {
        bound(answer, asked);
    }

    private RelayCall bound(Slice line, RelayedGateway gateway) {
        RelayCall call = limited(RelayMessage.post(line.bytes(), true, RelayedGateway::legacyHeaders));
        call.sendTo(gateway);
        return call;
    }

    /// Sends a message that has no answer.
    private RelayCall post(Slice line, RelayMessage.Fields fields) {
        RelayCall call = limited(RelayMessage.post(line.bytes(), false, fields));
        link.send(call);
        return call;
    }

    /// Waits while very many without an answer are on their way; each has a deadline.
    private RelayCall limited(RelayMessage message) {
        RelayCall call = new RelayCall(this, message);
        posts.acquireUninterruptibly();
        call.done().thenRun(posts::release);
        return call;
    }

    private void start(RelayCall call) {
        call.ids().forEach(id -> running.put(id, call));
        link.send(call);
        if (over.isDone()) {
            call.cancel();
        }
    }

    MessageReader reader() {
        return reader;
    }

    RelayQuestions questions() {
        return questions;
    }

    RelayMemory memory() {
        return memory;
    }

    RelayLink link() {
        return link;
    }

    /// A message for the client.
    void toClient(byte[] message) {
        send.accept(message);
    }

    /// A request has its answer, or nobody wants it any more.
    void answered(Slice id, RelayCall call) {
        running.remove(id, call);
        synchronized (running) {
            running.notifyAll();
        }
    }

    private void refuse(Request request, RpcError error) {
        send.accept(OwnAnswers.to(request, RequestId.next(), error).withId(request.id()));
    }
}
