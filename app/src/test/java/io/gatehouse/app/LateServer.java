package io.gatehouse.app;

import io.gatehouse.protocol.CacheScope;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A server without tasks whose one tool, `late`, answers when a test wants it to.
final class LateServer implements Handler {
    private static final Slice INFO = Slice.of("{\"name\":\"late\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES = Slice.of("{\"tools\":{}}");

    /// The calls that wait.
    final Queue<Exchange> calls = new ConcurrentLinkedQueue<>();
    /// How many were cancelled.
    final AtomicInteger cancelled = new AtomicInteger();

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
        answer.accept(new Identity(INFO, CAPABILITIES, null, 0, CacheScope.PRIVATE));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        if (request.method().equals(Method.TOOLS_LIST)) {
            exchange.respond(
                    Response.result("{\"tools\":[{\"name\":\"late\",\"inputSchema\":{\"type\":\"object\"}}]}"));
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
