package io.gatehouse.app;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A server whose one tool, `late`, answers when a test wants it to. Nothing of it runs as a task.
final class LateServer implements Handler {
    private static final String FORBIDDEN = ",\"execution\":{\"taskSupport\":\"forbidden\"}";
    private static final Slice INFO = Slice.of("{\"name\":\"late\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES = Slice.of("{\"tools\":{}}");
    private static final Slice TASKS = Slice.of("{\"tools\":{},\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}");

    /// The calls that wait.
    final Queue<Exchange> calls = new ConcurrentLinkedQueue<>();
    /// How many were cancelled.
    final AtomicInteger cancelled = new AtomicInteger();

    private final boolean forbids;

    LateServer() {
        this(false);
    }

    private LateServer(boolean forbids) {
        this.forbids = forbids;
    }

    /// One with tasks that says of its tool that it must not be called as one, and refuses such calls.
    static LateServer forbiddingTasks() {
        return new LateServer(true);
    }

    /// A result with this text.
    static Response text(String text) {
        return Response.result("{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]}");
    }

    /// The call that waits for the longest time, once there is one.
    Exchange next() {
        Patience.until("a call waits", () -> !calls.isEmpty());
        return calls.remove();
    }

    /// Asks the client of a call, and answers the call with the answer.
    static void ask(Exchange call) {
        call.ask(
                Request.of(
                        "1",
                        Method.ELICIT,
                        "{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}"),
                answer -> call.respond(text("answered " + answer.body().text())));
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(INFO, forbids ? TASKS : CAPABILITIES, null, 0, CacheScope.PRIVATE));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        if (request.method().equals(Method.TOOLS_LIST)) {
            exchange.respond(Response.result("{\"tools\":[{\"name\":\"late\",\"inputSchema\":{\"type\":\"object\"}"
                    + (forbids ? FORBIDDEN : "") + "}]}"));
            return;
        }
        if (forbids && Objects.requireNonNull(request.params()).has("task")) {
            exchange.respond(Response.error(ErrorCode.METHOD_NOT_FOUND, "late must not be called as a task"));
            return;
        }
        exchange.onCancelled(cancelled::incrementAndGet);
        calls.add(exchange);
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        // It hears nothing.
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener listener) {
        listener.acknowledged(Filter.NOTHING);
        return () -> {};
    }
}
