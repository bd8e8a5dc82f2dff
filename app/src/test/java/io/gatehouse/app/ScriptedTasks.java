package io.gatehouse.app;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A server of 2026-07-28 with one tool, `run`, that says of tasks what a test wants, well-formed or not.
final class ScriptedTasks implements Handler {
    private static final Slice INFO = Slice.of("{\"name\":\"scripted\",\"version\":\"1\"}");
    private static final Slice CAPABILITIES =
            Slice.of("{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");

    /// What it gets about tasks: the method.
    final List<String> asked = new CopyOnWriteArrayList<>();
    /// The result of the call.
    volatile String begun = "";
    /// The result of each `tasks/get`.
    volatile String told = "";

    /// Members of a task beside its id.
    static String facts(String status) {
        return "\"status\":\"" + status
                + "\",\"createdAt\":\"2026-07-28T00:00:00Z\",\"lastUpdatedAt\":\"2026-07-28T00:00:00Z\",\"ttlMs\":60000";
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(INFO, CAPABILITIES, null, 0, CacheScope.PRIVATE));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        switch (request.method()) {
            case Method.TOOLS_LIST ->
                exchange.respond(Response.result("{\"resultType\":\"complete\",\"tools\":[{\"name\":\"run\","
                        + "\"inputSchema\":{\"type\":\"object\"}}],\"ttlMs\":0,\"cacheScope\":\"private\"}"));
            case Method.TOOLS_CALL -> exchange.respond(Response.result("{\"resultType\":\"task\"," + begun + "}"));
            default -> {
                asked.add(request.method());
                exchange.respond(Response.result(
                        request.method().equals(Method.TASKS_GET)
                                ? "{\"resultType\":\"complete\"," + told + "}"
                                : "{\"resultType\":\"complete\"}"));
            }
        }
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
