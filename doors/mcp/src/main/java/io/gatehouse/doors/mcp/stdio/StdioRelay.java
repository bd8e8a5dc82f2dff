package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.doors.mcp.conversation.OwnAnswers;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.HeaderRoomException;
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
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.HttpEndpoint;
import io.gatehouse.upstream.transport.LegacySession;
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
/// messages get the headers that mirror them.
public final class StdioRelay implements StdioConversation {
    private static final long BEGIN_SECONDS = 60;
    private static final long CLOSING_SECONDS = 1;
    private static final Deadlines UNANSWERED = Deadlines.total(Duration.ofSeconds(10));

    private final HttpEndpoint endpoint;
    private final StdioSettings settings;
    private final Consumer<byte[]> send;
    private final Consumer<String> lost;
    private final MessageReader reader;
    private final RelayHeaders headers;
    private final RelayQuestions questions;
    private final Map<Slice, RelayCall> running = new ConcurrentHashMap<>();
    private final Semaphore posts;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile @Nullable LegacySession session;
    private volatile @Nullable RelayStream stream;
    private volatile boolean refusing;

    /// @param gateway the endpoint, with the credentials for it
    /// @param send takes what the client gets
    /// @param lost hears once why the endpoint can be used no more; all requests are answered by then
    public StdioRelay(
            Transport.Http gateway,
            HttpEngine engine,
            StdioSettings settings,
            Consumer<byte[]> send,
            Consumer<String> lost) {
        ServerSettings bounds = ServerSettings.of("gateway", gateway);
        this.endpoint = new HttpEndpoint(bounds, gateway, engine.client(gateway.client()), engine.timers());
        this.settings = settings;
        this.send = send;
        this.lost = lost;
        this.reader = MessageReader.ofClients(settings.limits());
        this.headers = new RelayHeaders(endpoint);
        this.questions = new RelayQuestions(reader, answer -> post(answer, legacyHeaders()));
        this.posts = new Semaphore(settings.conversation().maxRequests());
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
            while (running.values().stream().anyMatch(call -> !call.endless()) && left > 0) {
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
        List.copyOf(running.values())
                .forEach(call -> call.broken("This command was stopped while the request was running. It may have had"
                        + " its effect: check that before you send it again."));
    }

    @Override
    public void end() {
        if (!over.complete(null)) {
            return;
        }
        List.copyOf(running.values()).forEach(RelayCall::cancel);
        RelayStream open = stream;
        if (open != null) {
            open.close();
        }
        LegacySession current = session;
        if (current != null && current.id() != null) {
            RelayCall ending = new RelayCall(this, List.of(), null);
            var request = new ClientRequest(
                    "DELETE",
                    endpoint.target(),
                    current.ending(),
                    null,
                    Deadlines.total(Duration.ofSeconds(CLOSING_SECONDS)));
            endpoint.client().send(request, ending);
            ending.done()
                    .completeOnTimeout(null, CLOSING_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
        endpoint.close();
    }

    private void batch(Slice line) throws MalformedMessageException {
        List<Slice> ids = new ArrayList<>();
        for (Slice element : reader.elements(line)) {
            try {
                if (reader.read(element) instanceof Request request) {
                    ids.add(request.id());
                }
            } catch (MalformedMessageException malformed) {
                // The endpoint answers it among the others.
            }
        }
        start(new RelayCall(this, ids, null), line.bytes(), legacyHeaders());
    }

    private void message(Message message, Slice line) {
        switch (message) {
            case Request request -> request(request, line);
            case Notification notification -> notification(notification, line);
            case Response response -> {
                questions.answered(response);
                post(line, legacyHeaders());
            }
        }
    }

    private void request(Request request, Slice line) {
        RelayCall call = new RelayCall(this, List.of(request.id()), request);
        if (refusing) {
            send.accept(OwnAnswers.stopping(request, RequestId.next()).withId(request.id()));
        } else if (running.size() >= settings.conversation().maxRequests()) {
            refuse(request, Conversation.FULL);
        } else if (running.containsKey(request.id())) {
            refuse(request, Conversation.inUse(request.id()));
        } else if (ModernMeta.claimed(request.params())) {
            startMirrored(call, request, line.bytes());
        } else {
            start(call, line.bytes(), legacyHeaders());
            if (request.method().equals(Method.INITIALIZE)) {
                // What follows belongs to the session that this begins.
                CompletableFuture.anyOf(call.done(), over)
                        .completeOnTimeout(null, BEGIN_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    private void notification(Notification notification, Slice line) {
        LegacySession current = session;
        if (notification.method().equals(Method.CANCELLED)) {
            cancel(notification, line);
        } else if (current == null || ModernMeta.claimed(notification.params())) {
            post(line, headers.of(notification));
        } else {
            RelayCall posted = post(line, current.posting());
            if (notification.method().equals(Method.INITIALIZED)) {
                posted.done().thenRun(this::listen);
            }
        }
    }

    /// Over HTTP a modern client cancels by closing the stream; a legacy one says so, and wants no answer any more.
    private void cancel(Notification notification, Slice line) {
        Slice id = notification.params() == null ? null : notification.params().get("requestId");
        RelayCall call = id == null ? null : running.get(id);
        LegacySession current = session;
        if (call != null && call.modern()) {
            call.cancel();
        } else if (current != null) {
            RelayCall told = post(line, current.posting());
            if (call != null) {
                told.done().thenRun(call::cancel);
            }
        }
    }

    /// Sends a message that has no answer. Waits while very many are on their way; each has a deadline.
    private RelayCall post(Slice line, Headers fields) {
        RelayCall call = new RelayCall(this, List.of(), null);
        posts.acquireUninterruptibly();
        call.done().thenRun(posts::release);
        start(call, line.bytes(), fields);
        return call;
    }

    /// Sends a modern request with the headers that mirror it, the first time or again.
    void startMirrored(RelayCall call, Request request, byte[] body) {
        try {
            start(call, body, headers.of(request));
        } catch (HeaderRoomException tooLong) {
            call.tooLong(tooLong);
        }
    }

    /// Sends what a call consists of, the first time or again.
    void start(RelayCall call, byte[] body, Headers fields) {
        call.ids().forEach(id -> running.put(id, call));
        // A request ends when the endpoint says so, which keeps the deadlines of all calls.
        Deadlines deadlines = call.ids().isEmpty() ? UNANSWERED : Deadlines.none();
        ClientCall sent =
                endpoint.client().send(new ClientRequest("POST", endpoint.target(), fields, body, deadlines), call);
        call.carriedBy(sent);
        if (over.isDone()) {
            call.cancel();
        }
    }

    private Headers legacyHeaders() {
        LegacySession current = session;
        if (current != null) {
            return current.posting();
        }
        List<Header> fields = new ArrayList<>(List.of(LegacySession.ACCEPT_BOTH, LegacySession.JSON));
        fields.addAll(endpoint.credentials());
        return Headers.of(fields);
    }

    private void listen() {
        LegacySession current = session;
        if (current != null && stream == null && !over.isDone()) {
            RelayStream opened = new RelayStream(this, endpoint, current);
            stream = opened;
            opened.open();
        }
    }

    /// The session that `initialize` began.
    void begun(LegacySession made) {
        session = made;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    MessageReader reader() {
        return reader;
    }

    RelayHeaders headers() {
        return headers;
    }

    RelayQuestions questions() {
        return questions;
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

    /// The endpoint knows us no more, or is gone. Every request that runs is answered.
    ///
    /// @param problem what happened, and what to do
    public void lost(String problem) {
        if (!over.isDone()) {
            List.copyOf(running.values()).forEach(call -> call.broken(problem));
            lost.accept(problem);
        }
    }
}
